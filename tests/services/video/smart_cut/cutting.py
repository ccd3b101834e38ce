"""Cut as the service does, and state that the result is exact."""

from fractions import Fraction
from pathlib import Path

from backend.services.video.smart_cut import CutReport, Segment, smart_cut, verify
from tests.services.video.smart_cut.exactness import Times, compare

# Edges are encoded at a quality at which nobody sees them; measured: up to 1.
MAX_DISTANCE = 3.0

# Matroska stores milliseconds.
ROUNDING_SECONDS = {".mkv": 1.1e-3, ".webm": 1.1e-3}


def asked(segments: Times) -> list[Segment]:
    """Segments as people type them, in decimal seconds."""
    return [Segment(Fraction(str(start)), Fraction(str(end))) for start, end in segments]


def cut(source: Path, output: Path, segments: Times) -> CutReport:
    """Cut and verify."""
    report = smart_cut(source, output, asked(segments), lambda fraction: None)
    verify(source, output, asked(segments), report)
    return report


def assert_exact(source: Path, output: Path, segments: Times, report: CutReport) -> None:
    """Every picture, at its time, copied ones to the bit, and the sound within 20 ms."""
    found = compare(source, output, segments)
    assert (found.missing, found.extra, found.doubled) == ((), (), ())
    assert (found.out_of_order, found.decoder_errors) == (0, 0)
    assert found.worst_time_error_seconds <= ROUNDING_SECONDS.get(output.suffix, 1e-5)
    assert found.worst_distance <= MAX_DISTANCE
    assert found.identical >= report.frames_copied
    assert all(abs(offset) <= 0.02 for offset in found.audio_offsets_seconds)
