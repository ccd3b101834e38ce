"""Exact cuts without encoding everything again.

Whole groups of pictures between two cut points are copied; only the pictures at the edges
are decoded and encoded. See `splice` for the principle and `codecs` for the traps.
"""

from .cutter import smart_cut
from .errors import CutNotExactError, SmartCutError, SmartCutUnsupportedError
from .keyframes import keyframe_times
from .segments import CutReport, Segment
from .source import supported
from .verify import verify
from .whole_groups import landed

__all__ = [
    "CutNotExactError",
    "CutReport",
    "Segment",
    "SmartCutError",
    "SmartCutUnsupportedError",
    "keyframe_times",
    "landed",
    "smart_cut",
    "supported",
    "verify",
]
