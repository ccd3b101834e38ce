"""Split: one file of each part between silences, all in one zip."""

from dataclasses import dataclass

from backend.protos.media.v1 import media_pb2
from backend.services.audio.formats import Target
from backend.services.audio.planning import OVERHEAD_SECONDS, require_sound, target_for
from backend.services.audio.silences import Silence
from backend.services.parameters import Parameters
from backend.services.streams.audio_encoders import AUDIO_TIMES_REALTIME
from backend.services.streams.probed import Probed

EXTENSION, MEDIA_TYPE = "zip", "application/zip"


@dataclass(frozen=True)
class Splitting:
    """What is going to happen; how many parts there are is found out on the way."""

    probed: Probed
    target: Target
    silence: Silence
    warnings: tuple[media_pb2.Warning, ...]

    @property
    def copies(self) -> bool:
        """Whether the parts are taken out as they are."""
        track = require_sound(self.probed)
        return not self.target.lossless and track.codec in self.target.codecs

    def message(self) -> media_pb2.PlanResult:
        """Return the plan as the contract tells it."""
        work = self.probed.duration_seconds / AUDIO_TIMES_REALTIME
        return media_pb2.PlanResult(
            extension=EXTENSION,
            media_type=MEDIA_TYPE,
            method="copy" if self.copies else "encode",
            estimated_bytes=self.probed.size_bytes,
            estimated_seconds=round(OVERHEAD_SECONDS + work, 2),
            warnings=self.warnings,
        )


def plan(probed: Probed, checked: Parameters) -> Splitting:
    """Return how to split; raises `MediaFailure` for a file without sound."""
    target, told = target_for(probed, checked.text("format"))
    silence = Silence(
        threshold_db=checked.number("threshold"),
        seconds=max(0.05, checked.number("silence")),
        padding_seconds=checked.number("padding"),
        shortest_seconds=checked.number("shortest"),
    )
    return Splitting(probed, target, silence, tuple(told))
