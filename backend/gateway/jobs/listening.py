"""What a media service says while it works, with nothing taken on trust."""

import contextlib
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from typing import cast

from backend.gateway.jobs.attempts import Progress, Result
from backend.gateway.services import translation
from backend.protos.media.v1 import media_pb2


@dataclass
class Listening:
    """What the stream of one attempt has told so far. Moments are of `time.monotonic`."""

    progress: Progress = field(default_factory=Progress)
    result: Result | None = None
    began_at: float = field(default_factory=time.monotonic)
    heard_at: float = field(default_factory=time.monotonic)
    result_at: float = 0.0
    begun: bool = False

    async def follow(self, events: AsyncGenerator[media_pb2.ConvertEvent, None]) -> None:
        """Take in all events. Raises `MediaError`."""
        async with contextlib.aclosing(events):
            async for event in events:
                self.heard_at, self.begun = time.monotonic(), True
                self._take(event)

    def _take(self, event: media_pb2.ConvertEvent) -> None:
        told = event.WhichOneof("event")
        if told == "progress":
            self.progress = self._progress(event.progress)
        elif told == "warning" and len(self.progress.warnings) < translation.MAX_ITEMS:
            # The generated types take this field for Python's own Warning.
            warning = translation.warning(cast(media_pb2.Warning, event.warning))
            warnings = (*self.progress.warnings, warning)
            self.progress = replace(self.progress, warnings=warnings)
        elif told == "result" and self.result is None:
            self.result = self._result(event.result)
            self.result_at = self.heard_at

    def _progress(self, told: media_pb2.Progress) -> Progress:
        fraction = min(translation.number(told.fraction), 1.0)
        return Progress(
            # People lose faith in a bar that runs backwards.
            fraction=max(fraction, self.progress.fraction),
            speed=max(translation.number(told.speed), 0.0),
            remaining_seconds=max(translation.number(told.remaining_seconds), 0.0),
            stage=translation.plain(told.stage)[:40],
            warnings=self.progress.warnings,
        )

    def _result(self, told: media_pb2.ConvertResult) -> Result:
        return Result(
            extension=translation.extension(told.extension),
            media=translation.media(told.media),
            method=translation.plain(told.method)[:20],
            facts=translation.facts(told.facts),
            warnings=list(self.progress.warnings),
        )
