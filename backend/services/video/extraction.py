"""Taking something out of a video: one picture, or the words of its subtitles."""

from dataclasses import dataclass
from pathlib import Path

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.ffmpeg import Ffmpeg
from backend.services.parameters import Parameters
from backend.services.servicer import Job, Product, Work
from backend.services.streams.probed import Probed
from backend.services.video.colours import to_screen
from backend.services.video.formats import TEXT_SUBTITLES
from backend.services.video.parameter_groups import Choice, Parameter, choice
from backend.services.video.planning import require_picture

PICTURES = {
    "jpg": ("image/jpeg", ("-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p")),
    "png": ("image/png", ("-c:v", "png")),
    "webp": ("image/webp", ("-c:v", "libwebp", "-quality", "90")),
}
TEXTS = {
    "srt": ("application/x-subrip", "srt"),
    "vtt": ("text/vtt", "webvtt"),
    "ass": ("text/x-ssa", "ass"),
}
ESTIMATED_SECONDS = 1.0
TOLERANCE_SECONDS = 0.001


def frame_operation() -> media_pb2.Operation:
    """Return the description of saving one picture."""
    return media_pb2.Operation(
        name="frame",
        title="Save a picture",
        summary="Save one picture of the video, in its full size.",
        parameters=[
            Parameter(name="time", title="Time", type=Parameter.TIME, minimum=0, unit="s",
                      help="The picture that is shown then.",
                      default_value=struct_pb2.Value(number_value=0)),
            choice("format", "Format",
                   [Choice(value="jpg", title="JPEG"), Choice(value="png", title="PNG, lossless"),
                    Choice(value="webp", title="WebP")]),
        ],
    )  # fmt: skip


def subtitles_operation() -> media_pb2.Operation:
    """Return the description of saving subtitles."""
    return media_pb2.Operation(
        name="subtitles",
        title="Save subtitles",
        summary="Save the words of a subtitle track as a file of their own.",
        parameters=[
            Parameter(name="track", title="Subtitle track", type=Parameter.INTEGER, minimum=1,
                      maximum=64, default_value=struct_pb2.Value(number_value=1)),
            choice("format", "Format",
                   [Choice(value="srt", title="SubRip (SRT)"),
                    Choice(value="vtt", title="WebVTT"),
                    Choice(value="ass", title="Advanced SubStation Alpha (ASS)")]),
        ],
    )  # fmt: skip


@dataclass(frozen=True)
class _Taking:
    """One run of ffmpeg, and what comes out of it."""

    ffmpeg: Ffmpeg
    source: Path
    before_input: tuple[str, ...]
    options: tuple[str, ...]
    media: media_pb2.Media
    extension: str

    def work(self) -> Work:
        plan = media_pb2.PlanResult(
            extension=self.extension,
            media_type=self.media.media_type,
            method="encode",
            estimated_seconds=ESTIMATED_SECONDS,
        )
        return Work(plan, self._run)

    async def _run(self, job: Job) -> Product:
        output = job.folder / f"taken.{self.extension}"
        await self.ffmpeg.run(
            self.source,
            self.before_input,
            (*self.options, f"file:{output}"),
            limits=job.limits,
            folder=job.folder,
        )
        if not output.exists() or not output.stat().st_size:
            raise MediaFailure("DAMAGED", "Nothing of this could be read.")
        media = media_pb2.Media()
        media.CopyFrom(self.media)
        media.size_bytes = output.stat().st_size
        result = media_pb2.ConvertResult(extension=self.extension, media=media, method="encode")
        return Product(output, result)


def take_frame(ffmpeg: Ffmpeg, source: Path, probed: Probed, checked: Parameters) -> Work:
    """Return the work that saves one picture. Raises `MediaFailure`."""
    video, at = require_picture(probed), checked.number("time")
    if probed.duration_seconds and at >= probed.duration_seconds:
        message = f"The video is only {probed.duration_seconds:.3f} seconds long."
        raise wrong_parameters([Violation("time", "BEYOND_DURATION", message)])
    extension = checked.text("format")
    media_type, encoder = PICTURES[extension]
    # The last pictures of a file may begin before its end by more than one lasts.
    begin = max(0.0, at - TOLERANCE_SECONDS)
    filters = to_screen(video)
    picture = media_pb2.Stream(kind="video", codec=extension, width=video.width,
                               height=video.height)  # fmt: skip
    return _Taking(
        ffmpeg,
        source,
        ("-ss", f"{begin:.6f}") if begin else (),
        (
            *("-map", f"0:{video.index}", "-frames:v", "1", *encoder),
            *(("-filter:v", ",".join(filters)) if filters else ()),
            *("-f", "image2", "-update", "1"),
        ),
        media_pb2.Media(
            kind="image", container=extension, media_type=media_type, streams=[picture]
        ),
        extension,
    ).work()


def take_subtitles(ffmpeg: Ffmpeg, source: Path, probed: Probed, checked: Parameters) -> Work:
    """Return the work that saves subtitles. Raises `MediaFailure`."""
    number, tracks = int(checked.number("track")), probed.of_kind("subtitle")
    if number > len(tracks):
        message = f"The video has {len(tracks)} subtitle tracks."
        raise wrong_parameters([Violation("track", "NO_SUCH_TRACK", message)])
    track = tracks[number - 1]
    if track.codec not in TEXT_SUBTITLES:
        message = "These subtitles are pictures, and hold no words."
        raise wrong_parameters([Violation("track", "NOT_TEXT", message)])
    extension = checked.text("format")
    media_type, muxer = TEXTS[extension]
    return _Taking(
        ffmpeg,
        source,
        (),
        ("-map", f"0:{track.index}", "-f", muxer),
        media_pb2.Media(kind="subtitles", container=extension, media_type=media_type),
        extension,
    ).work()
