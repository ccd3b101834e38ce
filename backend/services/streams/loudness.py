"""Loudness after EBU R 128, measured by ffmpeg's ebur128 filter.

https://tech.ebu.ch/publications/r128: integrated loudness in LUFS, and the true peak
in dBTP, measured four times oversampled (ITU-R BS.1770).
"""

import re
from dataclasses import dataclass

from backend.services.failures import MediaFailure

METER = "ebur128=peak=true:framelog=quiet"
# The meter's summary is told on the level of information.
LISTENING = ("-loglevel", "level+info")
# What the meter tells when nothing passed the gate: silence, or less than 0.4 s.
UNMEASURABLE_LUFS = -69.9
TOLERANCE_LU = 0.3
PROMISED_LU = 0.5
MAX_TRUE_PEAK_DBTP = -1.0
# A limiter of samples lets true peaks through that lie between them.
LIMIT_DB = -1.5
MIN_LIMIT_DB = -12.0
# A limiter takes some loudness away, and an encoder adds peaks: so the result is
# measured too, and where it misses, made again.
MAX_ROUNDS = 4
_SUMMARY = re.compile(
    r"I:\s+(?P<lufs>-?[\d.]+|-inf|nan) LUFS.*?LRA:\s+(?P<range>-?[\d.]+|nan) LU"
    r".*?Peak:\s+(?P<peak>-?[\d.]+|-inf|nan) dBFS",
    re.DOTALL,
)


@dataclass(frozen=True)
class Loudness:
    """What the meter told."""

    integrated_lufs: float
    range_lu: float
    true_peak_dbtp: float


@dataclass(frozen=True)
class Correction:
    """A gain, and the limit that peaks meet after it."""

    gain_db: float
    limit_db: float = LIMIT_DB

    @property
    def filters(self) -> tuple[str, ...]:
        """ffmpeg's filters for it."""
        # Without latency=1 the limiter's look-ahead would delay the sound.
        limiter = f"alimiter=limit={self.limit_db:.2f}dB:level=0:latency=1"
        return (f"volume={self.gain_db:.2f}dB", limiter)


def read(stderr: str) -> Loudness:
    """Return what the meter wrote at its end.

    Raises `MediaFailure` NOT_MEASURABLE for silence and for less than 0.4 seconds.
    """
    # Whatever tags say stands before the summary.
    found = list(_SUMMARY.finditer(stderr[stderr.rfind("Summary:") :]))
    if found:
        measured = Loudness(*(float(text) for text in found[-1].group("lufs", "range", "peak")))
        if measured.integrated_lufs > UNMEASURABLE_LUFS:
            return measured
    raise MediaFailure(
        "NOT_MEASURABLE", "Its loudness cannot be measured: it is silent, or too short."
    )


def next_correction(last: Correction, made: Loudness, target_lufs: float) -> Correction | None:
    """Return how to come nearer to the target, or None when `made` is good enough."""
    off = target_lufs - made.integrated_lufs
    above = made.true_peak_dbtp - MAX_TRUE_PEAK_DBTP
    if abs(off) <= TOLERANCE_LU and above <= 0:
        return None
    limit = last.limit_db - (above + 0.2 if above > 0 else 0.0)
    return Correction(last.gain_db + off, max(limit, MIN_LIMIT_DB))
