"""Convert: into another container, with what else is to happen to pictures and sound.

Nothing is encoded where the target takes the codecs and nothing else was asked for.
"""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure, Violation, wrong_parameters
from backend.services.messages import fact, warning
from backend.services.parameter_lists import Segment
from backend.services.parameters import Parameters
from backend.services.streams import loudness
from backend.services.streams.probed import Probed, Track
from backend.services.video import presets, size_fitting
from backend.services.video.cut_facts import CutFacts
from backend.services.video.edits import BURNT, Edits
from backend.services.video.encoding import reading_whole_or
from backend.services.video.formats import TARGETS, TEXT_SUBTITLES, Target
from backend.services.video.planning import Other, Plan, ffmpeg_plan, require_picture
from backend.services.video.resizing import even
from backend.services.video.size_fitting import Fit
from backend.services.video.tracks import Selecting

STRIPPED = ("-map_metadata", "-1", "-map_chapters", "-1")


@dataclass(frozen=True)
class Material:
    """What a conversion is made of."""

    probed: Probed
    spans: tuple[Segment, ...] = ()  # none: all of it
    cut: CutFacts | None = None  # of the spans
    sound: tuple[Path, Track] | None = None  # of another file

    @property
    def seconds(self) -> float:
        """How long the parts play that are used."""
        return sum(span.seconds for span in self.spans) or self.probed.duration_seconds

    def selecting(self, target: Target, quality: str) -> Selecting:
        """Return the choice of tracks for one target."""
        if not self.cut or not self.spans:
            return Selecting(self.probed, target, quality)
        drops, starts = self.cut.drops_seconds, self.cut.starts_seconds
        return Selecting(self.probed, target, quality, len(self.spans), drops, starts=starts)


def plan(material: Material, checked: Parameters) -> Plan:
    """Return how to convert; raises `MediaFailure` for what the source cannot become."""
    target = TARGETS[checked.text("format")]
    if target.group == "Audio":
        return _sound(material, target, checked)
    require_picture(material.probed)
    if target.group == "Animation":
        return _Conversion(material, target, checked).animation()
    return _Conversion(material, target, checked).video()


def _sound(material: Material, target: Target, checked: Parameters) -> Plan:
    probed = material.probed
    if not probed.of_kind("audio"):
        raise MediaFailure("NO_AUDIO_TRACK", "The file has no sound.")
    quality, cutting = checked.text("quality"), bool(material.spans)
    copied = material.selecting(target, quality)
    copied.sound(True, encode=quality == "small" or cutting)
    plan = _read(ffmpeg_plan(probed, target, copied.done(), _pairs(material)), material)
    if plan.method == "encode":
        return plan
    encoded = Selecting(probed, target, quality).sound(True, encode=True).done()
    return plan.with_fallback(ffmpeg_plan(probed, target, encoded), "copy_not_possible")


class _Conversion:
    """One conversion into moving pictures, being planned."""

    def __init__(self, material: Material, target: Target, checked: Parameters) -> None:
        self._material = material
        self._probed = material.probed
        self._video = require_picture(material.probed)
        self._target = target
        self._checked = checked
        self._quality = checked.text("quality")
        self._edits = Edits(checked)
        self._seconds = material.seconds / self._edits.speed
        self._own_size = self._edits.size(self._video)
        self._parts = max(1, len(material.spans))
        self._warnings: list[media_pb2.Warning] = []
        self._require_sense()

    def animation(self) -> Plan:
        """Return the plan for a GIF or an animated WebP."""
        if self._seconds > presets.ANIMATION_MAX_SECONDS + self._probed.frame_seconds:
            most = f"{presets.ANIMATION_MAX_SECONDS:.0f}"
            title = self._target.title
            raise MediaFailure(
                "TOO_LONG_FOR_GIF",
                f"{title} can be {most} seconds long at most: cut a part first.",
            )
        rate, longest = presets.ANIMATION_SIZES[self._quality]
        shrink = min(1.0, longest / max(*self._own_size, 1))
        size = (even(self._own_size[0] * shrink), even(self._own_size[1] * shrink))
        filters = self._edits.pictures(self._video, size, self._seconds)
        own_rate = [] if self._checked.text("frame_rate") != "keep" else [f"fps={rate}"]
        sharp = (f"{each}:flags=lanczos" if each.startswith("scale=") else each for each in filters)
        # Fewer pictures are less work; but words come to each part, whose end the rate would
        # move, and parts are joined after that.
        filters = [*sharp, *own_rate] if self._edits.burns else [*own_rate, *sharp]
        is_gif = self._target.name == "gif"
        encoder = ("-c:v", "ffv1") if is_gif else presets.video_encoder("webp", self._quality)
        selecting = self._selecting()
        chosen = selecting.pictures(True, filters, encoder).sound(True).texts().done()
        plan = self._finished(ffmpeg_plan(self._probed, self._target, chosen, self._pairs))
        if not is_gif:
            return plan
        # The palette is known after the last picture only: small ones are kept for that
        # long, and making them small is most of the work, whose progress can be told.
        return dataclasses.replace(
            plan,
            reduction=(*plan.options[:-1], "matroska"),
            options=("-filter:v", GIF_COLOURS, *presets.video_encoder("gif", ""), "-f", "gif"),
        )

    def video(self) -> Plan:
        """Return the plan for a video."""
        size, megabytes = self._size(), self._megabytes()
        asked = (
            self._quality == "small"
            or size != self._own_size
            or self._edits.changes_pictures
            or bool(self._material.spans)
        )
        if megabytes:
            fitted = self._fitted(size, megabytes)
            small = self._probed.size_bytes <= megabytes * size_fitting.BYTES_PER_MB
            if asked or self._changes_sound or not small:
                return fitted
            plan = self._encoded(size, encode=False)
            fits = plan.method == "copy"
            return plan.with_fallback(fitted, "copy_not_possible") if fits else fitted
        plan = self._encoded(size, encode=asked)
        if plan.method == "encode":
            return plan
        return plan.with_fallback(self._encoded(size, encode=True), "copy_not_possible")

    def _encoded(self, size: tuple[int, int], *, encode: bool) -> Plan:
        filters = self._edits.pictures(self._video, size, self._seconds)
        selecting = self._selecting().pictures(encode, filters)
        chosen = self._heard(selecting, encode=encode and self._quality_asked(encode))
        plan = ffmpeg_plan(self._probed, self._target, chosen.done(), self._pairs)
        plan = self._finished(plan)
        if plan.method == "copy":
            told = fact("lossless", "No quality is lost", "Nothing is encoded; it takes seconds.")
            return dataclasses.replace(plan, told=(*plan.told, told))
        return plan

    def _quality_asked(self, encode: bool) -> bool:
        # Sound that the target takes stays as it is, unless everything is encoded anyway.
        return self._quality == "small" or bool(self._material.spans)

    def _fitted(self, size: tuple[int, int], megabytes: float) -> Plan:
        tracks = 0 if self._checked.text("audio") == "none" else 1
        if self._checked.text("audio") == "keep":
            tracks = min(1, len(self._probed.of_kind("audio")))
        fit = size_fitting.fit(self._video, size, self._seconds, megabytes, tracks=tracks)
        size = (round(size[0] * fit.height / max(size[1], 1)), fit.height)
        filters = self._edits.pictures(self._video, size, self._seconds)
        if fit.frame_rate:
            filters = [*filters, f"fps={fit.frame_rate:g}"]
        first = self._selecting().pictures(True, filters, size_fitting.ENCODER).done()
        second = self._selecting().pictures(True, filters, size_fitting.ENCODER)
        chosen = self._heard(second, encode=True, fit=fit)
        plan = ffmpeg_plan(self._probed, self._target, chosen.done(), self._pairs)
        told = [fact("height", "Picture height", fit.height)] if fit.height != size[1] else []
        plan = dataclasses.replace(
            self._finished(plan),
            fit=fit,
            estimated_bytes=int(fit.max_bytes * size_fitting.AIM),
            estimated_seconds=round(1.7 * plan.estimated_seconds, 2),
        )
        first_pass = self._finished(
            ffmpeg_plan(self._probed, self._target, first, self._pairs)
        ).options
        return dataclasses.replace(plan, first_pass=first_pass, told=(*plan.told, *told))

    def _selecting(self) -> Selecting:
        return self._material.selecting(self._target, self._quality)

    @property
    def _changes_sound(self) -> bool:
        return bool(self._edits.sound(self._seconds)) or self._checked.text("audio") != "keep"

    def _heard(self, selecting: Selecting, *, encode: bool, fit: Fit | None = None) -> Selecting:
        """Return `selecting` with sound and subtitles, as they were asked for."""
        filters, bps = self._edits.sound(self._seconds), fit.audio_bps if fit else 0
        choice = self._checked.text("audio")
        if self._material.sound and choice == "replace":
            # Silence to the end where it is too short; the plan ends it where it is too long.
            selecting.other_sound(self._material.sound[1], [*filters, "apad"], bps)
        else:
            only = int(self._checked.number("audio_track")) or (1 if fit else 0)
            selecting.sound(choice == "keep", encode, filters, only, bps)
        if self._checked.text("subtitles") == "keep":
            return selecting.texts()
        return selecting

    def _finished(self, plan: Plan) -> Plan:
        """Return `plan` with what holds for all: parts, other files, tags, loudness."""
        if self._edits.speed != 1:
            plan = dataclasses.replace(plan, expected_seconds=self._seconds)
        options = list(plan.options)
        if self._checked.text("metadata") == "strip":
            options[-2:-2] = STRIPPED
        if self._material.sound and self._checked.text("audio") == "replace":
            options[-2:-2] = ["-t", f"{self._seconds:.6f}"]
            other = Other(self._material.sound[0])
            plan = dataclasses.replace(plan, others=(*plan.others, other))
        plan = dataclasses.replace(plan, options=tuple(options))
        plan = _read(plan, self._material)
        return dataclasses.replace(
            plan,
            warnings=(*plan.warnings, *self._warnings),
            target_lufs=self._edits.target_lufs,
            metering=self._metering(),
            extraction=self._extraction(),
        )

    def _metering(self) -> tuple[str, ...]:
        choice, tracks = self._checked.text("audio"), self._probed.of_kind("audio")
        if self._edits.target_lufs is None or choice == "none" or self._target.group != "Video":
            return ()
        if self._material.sound and choice == "replace":
            return ("-map", f"{self._parts}:a:0", "-filter:a", loudness.METER)
        if not tracks:
            return ()
        track = tracks[max(0, int(self._checked.number("audio_track")) - 1)]
        pads = "".join(f"[{part}:{track.index}]" for part in range(self._parts))
        graph = f"{pads}concat=n={self._parts}:v=0:a=1,{loudness.METER}[measured]"
        return ("-filter_complex", graph, "-map", "[measured]")

    def _extraction(self) -> tuple[str, ...]:
        if not self._edits.burns:
            return ()
        track = self._probed.of_kind("subtitle")[int(self._checked.number("subtitle_track")) - 1]
        # From the beginning: words may have begun before the part that shows them.
        last = max((span.end_seconds for span in self._material.spans), default=0.0)
        until = ("-t", f"{last:.6f}") if last else ()
        return ("-map", f"0:{track.index}", *until, "-f", "ass", f"file:{BURNT}")

    def _require_sense(self) -> None:
        """Raise `MediaFailure` where the source does not have what was asked for."""
        wrong = []
        sounds, words = (self._probed.of_kind(kind) for kind in ("audio", "subtitle"))
        if self._checked.number("audio_track") > len(sounds):
            message = f"The video has {len(sounds)} audio tracks."
            wrong.append(Violation("audio_track", "NO_SUCH_TRACK", message))
        if self._edits.burns:
            number = int(self._checked.number("subtitle_track"))
            if number > len(words):
                message = f"The video has {len(words)} subtitle tracks."
                wrong.append(Violation("subtitle_track", "NO_SUCH_TRACK", message))
            elif words[number - 1].codec not in TEXT_SUBTITLES:
                message = "These subtitles are pictures, which cannot be burnt in."
                wrong.append(Violation("subtitle_track", "NOT_TEXT", message))
        if wrong:
            raise wrong_parameters(wrong)

    def _size(self) -> tuple[int, int]:
        choice, (width, height) = self._checked.text("height"), self._own_size
        if choice == "keep" or int(choice) == height:
            return self._own_size
        if int(choice) > height:
            message = f"The picture is {height} pixels high and was not enlarged to {choice}."
            self._warnings.append(warning("not_enlarged", message))
            return self._own_size
        wanted = even(int(choice))
        return even(width * int(choice) / max(height, 1)), wanted

    def _megabytes(self) -> float:
        return self._checked.number("fit_mb") if "fit_mb" in self._checked else 0.0

    @property
    def _pairs(self) -> list[tuple[float, float]]:
        return _pairs(self._material)


# A palette of the moving parts, and dithering that does not flicker.
GIF_COLOURS = (
    "split[a][b];[a]palettegen=stats_mode=diff[p];"
    "[b][p]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle"
)


def _pairs(material: Material) -> list[tuple[float, float]]:
    return [(span.start_seconds, span.end_seconds) for span in material.spans]


def _read(plan: Plan, material: Material) -> Plan:
    return reading_whole_or(plan, material.cut, material.spans)
