"""What probing found out, and how far work has come, in the words of the contract."""

from collections.abc import Iterator

from backend.protos.media.v1 import media_pb2
from backend.services.messages import fact
from backend.services.streams.probed import Probed, Track

# What a service needs to know of a track beyond that is not part of the contract.
STREAM_FIELDS = frozenset(media_pb2.Stream.DESCRIPTOR.fields_by_name)


def media(probed: Probed) -> media_pb2.Media:
    """Return the file as the contract tells it."""
    bitrate = 8 * probed.size_bytes / probed.duration_seconds if probed.duration_seconds else 0
    return media_pb2.Media(
        kind="video" if probed.video else "audio",
        container=probed.container,
        media_type=probed.media_type,
        size_bytes=probed.size_bytes,
        duration_seconds=probed.duration_seconds,
        bitrate_bps=int(bitrate),
        streams=[_stream(track) for track in probed.tracks],
        tags=probed.tags,
        facts=list(_facts(probed)),
    )


def _stream(track: Track) -> media_pb2.Stream:
    return media_pb2.Stream(
        **{name: value for name, value in vars(track).items() if name in STREAM_FIELDS}
    )


def _facts(probed: Probed) -> Iterator[media_pb2.Fact]:
    if probed.video and probed.video.rotation_degrees:
        yield fact("rotation", "Rotation", f"{probed.video.rotation_degrees}°")
    if probed.truncated:
        yield fact("incomplete", "Incomplete", "The file ends earlier than it says.")
