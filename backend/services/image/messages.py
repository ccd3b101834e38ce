"""What the service has to tell of a picture, in the words of the contract."""

from collections.abc import Iterator

from backend.protos.media.v1 import media_pb2
from backend.services.image.formats import SOURCES
from backend.services.image.picture import Picture
from backend.services.messages import fact

ORIENTATIONS = {
    2: "mirrored",
    3: "turned by 180°",
    4: "mirrored and turned by 180°",
    5: "mirrored and turned by 270°",
    6: "turned by 90°",
    7: "mirrored and turned by 90°",
    8: "turned by 270°",
}


def media(picture: Picture) -> media_pb2.Media:
    """Return the file as the contract tells it."""
    source = SOURCES[picture.format]
    seconds = picture.duration_seconds
    stream = media_pb2.Stream(
        kind="video",
        codec=picture.format,
        duration_seconds=seconds,
        width=picture.width,
        height=picture.height,
        frame_rate=picture.pages / seconds if seconds else 0,
        pixel_format=f"{picture.colour_space}{' alpha' * picture.alpha} {picture.bits} bit",
    )
    return media_pb2.Media(
        kind="image",
        container=picture.format,
        media_type=source.media_type,
        size_bytes=picture.size_bytes,
        duration_seconds=seconds,
        streams=[stream],
        tags=picture.tags,
        facts=list(_facts(picture)),
    )


def _facts(picture: Picture) -> Iterator[media_pb2.Fact]:
    if picture.location:
        latitude, longitude = picture.location
        yield fact("gps", "Place where it was taken", f"{latitude}, {longitude}")
    if picture.pages > 1:
        name, title = ("frames", "Frames") if picture.animated else ("pages", "Pages")
        yield fact(name, title, picture.pages)
    yield fact("megapixels", "Megapixels", round(picture.width * picture.height / 1e6, 2))
    yield fact("colour_space", "Colours", picture.colour_space)
    if picture.profile:
        yield fact("colour_profile", "Colour profile", picture.profile)
    yield fact("bit_depth", "Bits a channel", picture.bits)
    yield fact("transparency", "Transparency", "yes" if picture.alpha else "no")
    if picture.orientation != 1:
        yield fact("orientation", "Stored", ORIENTATIONS[picture.orientation])
    if picture.metadata:
        yield fact("metadata", "Metadata inside", ", ".join(picture.metadata))
