"""Sizes of pictures that encoders take."""

from backend.services.streams.probed import Track


def even(pixels: float) -> int:
    """Return a number of pixels whose half is whole too, as colour planes need it."""
    return max(2, round(pixels / 2) * 2)


def scaling(video: Track, width: float, height: float) -> list[str]:
    """Return the filter that makes the picture of `video` so large; none if it is."""
    wanted = (even(width), even(height))
    return [] if wanted == (video.width, video.height) else [f"scale={wanted[0]}:{wanted[1]}"]
