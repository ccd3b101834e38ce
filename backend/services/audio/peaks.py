"""Reads the peaks of a sound: ``python -m backend.services.audio.peaks OUTPUT RATE SAMPLES
COMMAND...``, where COMMAND writes 16-bit mono samples of RATE Hz to its stdout.

A child process, so that the work of hours is not done in the service itself. Whatever
the length of the sound, it holds one block of it and the peaks found so far. Ends with 1
when there was no sound.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt

BLOCK_BYTES = 1024 * 1024
Peaks = list[npt.NDArray[np.int8]]


def main(arguments: list[str]) -> int:
    """Write the peaks of what a command tells."""
    output, rate, samples_per_pixel = Path(arguments[0]), int(arguments[1]), int(arguments[2])
    with subprocess.Popen(arguments[3:], stdout=subprocess.PIPE) as command:
        assert command.stdout is not None
        data = np.concatenate([*_peaks(command.stdout, samples_per_pixel), _nothing()])
    if not len(data):
        return 1
    told = {
        "version": 2,
        "channels": 1,
        "sample_rate": rate,
        "samples_per_pixel": samples_per_pixel,
        "bits": 8,
        "length": len(data) // 2,
        "data": data.tolist(),
    }
    output.write_text(json.dumps(told, separators=(",", ":")))
    return 0


def _peaks(stream: IO[bytes], samples_per_pixel: int) -> Peaks:
    """Return the lowest and the highest of every so many samples, alternating."""
    pixel_bytes = 2 * samples_per_pixel
    block_bytes = max(1, BLOCK_BYTES // pixel_bytes) * pixel_bytes
    found: Peaks = []
    while block := stream.read(block_bytes):
        samples = np.frombuffer(block[: len(block) // 2 * 2], dtype="<i2")
        whole = len(samples) // samples_per_pixel * samples_per_pixel
        if whole:
            found.append(_extremes(samples[:whole].reshape(-1, samples_per_pixel)))
        if whole < len(samples):
            found.append(_extremes(samples[whole:].reshape(1, -1)))
    return found


def _extremes(pixels: npt.NDArray[np.int16]) -> npt.NDArray[np.int8]:
    both = np.stack((pixels.min(axis=1), pixels.max(axis=1)), axis=1)
    return (both >> 8).astype(np.int8).ravel()


def _nothing() -> npt.NDArray[np.int8]:
    return np.zeros(0, dtype=np.int8)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
