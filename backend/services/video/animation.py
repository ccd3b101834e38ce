"""What an animated WebP is: ffmpeg writes them, but does not read them."""

from pathlib import Path

from PIL import Image, UnidentifiedImageError

from backend.services.streams.outcome import NoResultError
from backend.services.streams.probed import Probed, Track


def probed_animation(path: Path) -> Probed:
    """Return what our own result `path` is. Raises `NoResultError`."""
    try:
        with Image.open(path, formats=["WEBP"]) as image:
            frames = getattr(image, "n_frames", 1)
            seconds = 0.0
            for number in range(frames):
                image.seek(number)
                image.load()  # only then does Pillow know how long it is shown
                seconds += image.info.get("duration", 0) / 1000
            width, height = image.size
    except (OSError, UnidentifiedImageError, EOFError) as error:
        raise NoResultError(f"the output is no WebP: {error}") from error
    track = Track(
        index=0,
        kind="video",
        codec="webp",
        duration_seconds=seconds,
        width=width,
        height=height,
        frame_rate=frames / seconds if seconds else 0.0,
    )
    return Probed(
        container="webp",
        size_bytes=path.stat().st_size,
        duration_seconds=seconds,
        tracks=(track,),
    )
