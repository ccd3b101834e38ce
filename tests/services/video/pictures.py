"""What is really in a file, read with PyAV: for tests that do not trust the service."""

from pathlib import Path

import av
import numpy as np


def shown_pictures(path: Path) -> list[tuple[float, np.ndarray]]:
    """Return (seconds, 16 × 9 grey thumbnail) of every picture that players show."""
    with av.open(str(path)) as container:
        return [
            (
                frame.time or 0.0,
                frame.reformat(width=32, height=18, format="gray").to_ndarray().astype(np.int16),
            )
            for frame in container.decode(video=0)
        ]


def nearest(picture: np.ndarray, others: list[tuple[float, np.ndarray]]) -> int:
    """Return the index of the picture in `others` that looks most alike."""
    return int(np.argmin([np.abs(picture - other).mean() for _, other in others]))


def codecs(path: Path) -> list[str]:
    """Return the codecs of the streams, in order."""
    with av.open(str(path)) as container:
        return [
            stream.codec_context.codec.canonical_name if stream.codec_context else "none"
            for stream in container.streams
        ]
