"""What can be done to pictures and sound on their way, as ffmpeg's filters."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from backend.services.failures import Violation, wrong_parameters
from backend.services.parameters import Parameters
from backend.services.streams.probed import Track
from backend.services.video.resizing import even

KEEP = "keep"
# Of the sound's tempo, what the filter does well in one step.
SLOWEST_TEMPO = 0.5
ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5}
TURNS = {"90": ["transpose=clock"], "180": ["hflip", "vflip"], "270": ["transpose=cclock"]}
FLIPS = {"horizontal": ["hflip"], "vertical": ["vflip"]}
# Replaced by what was measured, before ffmpeg runs.
GAIN = "@GAIN@"
# What measuring allows: peaks between the samples are higher than those of the samples.
LEVELLER = f"volume={GAIN}dB,alimiter=limit=-1.5dB:level=0:latency=1"
# Written into the job's folder before, where ffmpeg runs.
BURNT = "burnt.ass"
# Words are timed like the source, so they come to each part of it, before the parts are joined.
WORDS = f"subtitles={BURNT}"
LOUDNESS_LUFS = {"streaming": -14.0, "podcast": -16.0, "broadcast": -23.0}


@dataclass(frozen=True)
class Edits:
    """The changes that were asked for; the defaults change nothing."""

    checked: Parameters

    def _number(self, name: str, default: float = 0.0) -> float:
        return self.checked.number(name) if name in self.checked else default

    def _text(self, name: str) -> str:
        return self.checked.text(name) if name in self.checked else KEEP

    @property
    def speed(self) -> float:
        """How many times as fast it plays."""
        return self._number("speed", 1.0)

    @property
    def target_lufs(self) -> float | None:
        """How loud the sound shall be on the whole, after EBU R 128."""
        return LOUDNESS_LUFS.get(self._text("loudness"))

    @property
    def changes_pictures(self) -> bool:
        """Whether the pictures have to be encoded again for what was asked."""
        numbers = ("crop_x", "crop_y", "crop_width", "crop_height", "fade_in", "fade_out")
        texts = ("aspect", "rotate", "flip", "frame_rate")
        return (
            self.speed != 1
            or any(self._number(name) for name in numbers)
            or any(self._text(name) not in {KEEP, "0", "none"} for name in texts)
            or self.burns
        )

    @property
    def burns(self) -> bool:
        """Whether subtitles become part of the picture."""
        return self._text("subtitles") == "burn"

    def size(self, video: Track) -> tuple[int, int]:
        """Return width and height before the picture is made smaller. Raises `MediaFailure`."""
        _, width, height = self._cropped(video)
        return (height, width) if self._text("rotate") in {"90", "270"} else (width, height)

    def pictures(self, video: Track, size: tuple[int, int], seconds: float) -> list[str]:
        """Return the filters that make pictures of `size`, which play for `seconds` in all.

        Raises `MediaFailure` for a crop that the picture does not have.
        """
        crop, _, _ = self._cropped(video)
        turns = [*TURNS.get(self._text("rotate"), []), *FLIPS.get(self._text("flip"), [])]
        wanted = (even(size[0]), even(size[1]))
        # Odd sides are made even, which encoders need.
        scale = [] if wanted == self.size(video) else [f"scale={wanted[0]}:{wanted[1]}"]
        # Words are timed like the source, not like what plays faster.
        words = [WORDS] if self.burns else []
        timing = [*self._timing(video), *self._fades("fade", seconds)]
        return [*crop, *turns, *scale, *words, *timing]

    def sound(self, seconds: float) -> list[str]:
        """Return the filters of sound that plays for `seconds` in all."""
        volume = self._number("volume")
        # What was measured decides, if that was asked for.
        louder = [f"volume={volume:.2f}dB"] if volume else []
        return [
            *(louder if self.target_lufs is None else [LEVELLER]),
            *tempo(self.speed),
            *self._fades("afade", seconds),
        ]

    def _cropped(self, video: Track) -> tuple[list[str], int, int]:
        """Return the filter that crops, and what is left of the picture."""
        x, y = int(self._number("crop_x")), int(self._number("crop_y"))
        width = int(self._number("crop_width", video.width - x))
        height = int(self._number("crop_height", video.height - y))
        wrong = [
            Violation(f"crop_{name}", "BEYOND_PICTURE", f"The picture is only {side} px {word}.")
            for name, begin, length, side, word in (
                ("width", x, width, video.width, "wide"),
                ("height", y, height, video.height, "high"),
            )
            if begin + length > side or length < 2
        ]
        if wrong:
            raise wrong_parameters(wrong)
        if aspect := ASPECTS.get(self._text("aspect")):
            # The largest part of that shape, from the middle.
            narrow = min(width, round(height * aspect))
            low = min(height, round(width / aspect))
            x, y = x + (width - narrow) // 2, y + (height - low) // 2
            width, height = narrow, low
        width, height = width - width % 2 or 2, height - height % 2 or 2
        if (width, height) == (video.width - video.width % 2, video.height - video.height % 2):
            return [], video.width, video.height
        return [f"crop={width}:{height}:{x}:{y}"], width, height

    def _timing(self, video: Track) -> list[str]:
        speed, rate = self.speed, self._text("frame_rate")
        filters = [f"setpts=PTS/{speed:g}"] if speed != 1 else []
        if rate != KEEP:
            filters.append(f"fps={rate}")
        elif speed > 1 and video.frame_rate:
            filters.append(f"fps={video.frame_rate:g}")
        return filters

    def _fades(self, name: str, seconds: float) -> list[str]:
        fade_in, fade_out = self._number("fade_in"), self._number("fade_out")
        begin = max(0.0, seconds - fade_out)
        return [
            *([f"{name}=t=in:st=0:d={min(fade_in, seconds):.3f}"] if fade_in else []),
            *([f"{name}=t=out:st={begin:.3f}:d={fade_out:.3f}"] if fade_out else []),
        ]


def by_part(filters: Sequence[str], start_seconds: float) -> tuple[list[str], list[str]]:
    """Return those of `filters` that a part of the source goes through, and those of all parts.

    The part, which begins at `start_seconds` of the source, is on the source's clock for words.
    """
    if WORDS not in filters:
        return [], list(filters)
    at = filters.index(WORDS)
    # In whole ticks: what was added is then taken away to the tick.
    ticks = f"round({start_seconds:.6f}/TB)"
    timed = [f"setpts=PTS+{ticks}", WORDS, f"setpts=PTS-{ticks}"] if start_seconds else [WORDS]
    return [*filters[:at], *timed], list(filters[at + 1 :])


def tempo(speed: float) -> list[str]:
    """Return the filters that play sound `speed` times as fast at the same pitch."""
    if math.isclose(speed, 1.0):
        return []
    if speed < SLOWEST_TEMPO:
        return [f"atempo={SLOWEST_TEMPO}", *tempo(speed / SLOWEST_TEMPO)]
    return [f"atempo={speed:.6g}"]
