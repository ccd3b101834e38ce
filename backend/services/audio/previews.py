"""What a sound looks like: the peaks of its waveform, and a poster."""

import dataclasses
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services import parameters, process
from backend.services.audio.encoding import Wishes, encoding
from backend.services.audio.formats import TARGETS
from backend.services.audio.planning import require_sound, whole_seconds
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg, Position
from backend.services.messages import fact
from backend.services.process import ProcessLimits, python_module
from backend.services.streams.probed import Probed, Track

PEAKS = "backend.services.audio.peaks"
PEAKS_TYPE = "application/json"
PEAKS_MAX_BYTES = 4 * 1024 * 1024
# The sound of a whole night takes a while to be read.
PEAKS_SECONDS = 55.0
DEFAULT_PIXELS = 72_000  # 20 a second for an hour
MAX_PIXELS = 200_000
POSTER_MAX_BYTES = 1024 * 1024
POSTER_PIXELS = 1280  # of the longer side of a cover
# A poster is to be there at once: it draws as much as can be read in a second.
POSTER_SECONDS = 300
# The colours of a waveform, which has to be seen on light and dark pages.
DRAWING = "s=1280x400:split_channels=0:colors=#5b7fd6:scale=sqrt"

Parameter = media_pb2.Parameter
# Checked like those of an operation, though no form is drawn from them.
PEAKS_PARAMETERS = media_pb2.Operation(
    name="peaks",
    title="Peaks",
    parameters=[
        Parameter(name="start", title="Start", type=Parameter.TIME, minimum=0,
                  default_value=struct_pb2.Value(number_value=0)),
        Parameter(name="end", title="End", type=Parameter.TIME, minimum=0),
        Parameter(name="pixels_per_second", title="Pixels per second", type=Parameter.NUMBER,
                  minimum=0.01, maximum=2000),
    ],
)  # fmt: skip


class Previews:
    """Makes the previews of sounds with one ffmpeg."""

    def __init__(self, ffmpeg: Ffmpeg) -> None:
        self._ffmpeg = ffmpeg

    async def peaks(
        self,
        source: Path,
        probed: Probed,
        folder: Path,
        limits: ProcessLimits,
        asked: struct_pb2.Struct,
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Write peaks as JSON in the format of audiowaveform (version 2, 8 bits).

        See https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md. `asked`
        may hold `start` and `end` in seconds and `pixels_per_second`. Raises `MediaFailure`.
        """
        track = require_sound(probed)
        checked = parameters.checked(PEAKS_PARAMETERS, asked)
        start = checked.number("start")
        whole = whole_seconds(probed)
        end = checked.number("end") if "end" in checked else whole
        if end <= start and (whole or "end" in checked):
            message = "The end must lie after the start."
            raise wrong_parameters([Violation("end", "START_AFTER_END", message)])
        seconds = max(end - start, 1.0)
        per_second = DEFAULT_PIXELS / max(seconds, 3600.0)
        if "pixels_per_second" in checked:
            per_second = min(checked.number("pixels_per_second"), MAX_PIXELS / seconds)
        samples = max(1, round(track.sample_rate_hz / per_second))
        output = folder / "peaks.json"
        seek = ("-ss", f"{start:.6f}") if start else ()
        length = ("-t", f"{end - start:.6f}") if "end" in checked else ()
        listening = (
            *("-map", f"0:{track.index}", *_mixing(track), *length),
            *("-f", "s16le", "-c:a", "pcm_s16le", "pipe:1"),
        )
        command = self._ffmpeg.command(source, seek, listening)
        await self._child(
            [str(output), str(track.sample_rate_hz), str(samples), *command], folder, limits
        )
        return output, media_pb2.PreviewResult(
            media_type=PEAKS_TYPE,
            size_bytes=output.stat().st_size,
            facts=[
                fact("duration_seconds", "Duration", whole),
                fact("start_seconds", "Start", start),
            ],
        )

    async def _child(self, arguments: list[str], folder: Path, limits: ProcessLimits) -> None:
        patient = dataclasses.replace(limits, seconds=PEAKS_SECONDS)
        finished = await process.run(python_module(PEAKS, *arguments), patient, folder, _unheard)
        if finished.returncode != 0:
            raise MediaFailure("DAMAGED", "The file is damaged: no sound could be read.")

    async def poster(
        self, source: Path, probed: Probed, folder: Path, limits: ProcessLimits
    ) -> tuple[Path, media_pb2.PreviewResult]:
        """Write the cover as a JPEG, or draw the waveform as a PNG. Raises `MediaFailure`."""
        for cover in probed.of_kind("cover")[:1]:
            made = await self._cover(source, cover, folder, limits)
            if made:
                return made, _described(made, "image/jpeg")
        track = require_sound(probed)
        output = folder / "poster.png"
        drawing = f"atrim=end={POSTER_SECONDS},showwavespic={DRAWING}"
        mixing = ",".join(_mixing(track)[1:])
        graph = f"[0:{track.index}]{f'{mixing},' if mixing else ''}{drawing}"
        options = ("-filter_complex", graph, "-frames:v", "1", "-c:v", "png")
        await self._drawn(source, (*options, "-f", "image2pipe"), output, folder, limits)
        if not output.exists() or not output.stat().st_size:
            raise MediaFailure("DAMAGED", "The file is damaged: no sound could be read.")
        return output, _described(output, "image/png")

    async def _cover(
        self, source: Path, cover: Track, folder: Path, limits: ProcessLimits
    ) -> Path | None:
        output = folder / "poster.jpg"
        longest = POSTER_PIXELS
        fit = f"w='min({longest},iw)':h='min({longest},ih)':force_original_aspect_ratio=decrease"
        options = (
            *("-map", f"0:{cover.index}", "-frames:v", "1", "-filter:v", f"scale={fit}"),
            *("-c:v", "mjpeg", "-q:v", "4", "-pix_fmt", "yuvj420p", "-f", "image2pipe"),
        )
        await self._drawn(source, options, output, folder, limits)
        return output if output.exists() and output.stat().st_size else None

    async def _drawn(
        self,
        source: Path,
        options: tuple[str, ...],
        output: Path,
        folder: Path,
        limits: ProcessLimits,
    ) -> None:
        await self._ffmpeg.run(
            source,
            (),
            (*options, f"file:{output}"),
            limits=limits,
            folder=folder,
            on_position=_unseen,
        )


def _mixing(track: Track) -> tuple[str, ...]:
    """Return ffmpeg's option that mixes all channels into one."""
    mono = encoding(TARGETS["wav"], track, Wishes(channels="mono"))
    return ("-filter:a", mono.mixing) if mono.mixing else ()


def _described(poster: Path, media_type: str) -> media_pb2.PreviewResult:
    return media_pb2.PreviewResult(media_type=media_type, size_bytes=poster.stat().st_size)


async def _unheard(line: str) -> None:
    pass


async def _unseen(position: Position) -> None:
    pass
