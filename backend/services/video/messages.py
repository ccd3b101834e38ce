"""What was probed, in the words of the contract."""

from backend.protos.media.v1 import media_pb2
from backend.services.video.probed import Probed


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
        streams=[media_pb2.Stream(**vars(track)) for track in probed.tracks],
        tags=probed.tags,
    )
