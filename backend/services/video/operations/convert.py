"""Convert: into another container, without encoding where the target takes the codecs."""

import dataclasses

from backend.protos.media.v1 import media_pb2
from backend.services.failures import MediaFailure
from backend.services.messages import warning
from backend.services.parameters import Parameters
from backend.services.streams.probed import Probed, Track
from backend.services.video import presets
from backend.services.video.formats import TARGETS, Target
from backend.services.video.planning import Plan, ffmpeg_plan, require_picture
from backend.services.video.tracks import Selecting


def plan(probed: Probed, checked: Parameters) -> Plan:
    """Return how to convert; raises `MediaFailure` for what the source cannot become."""
    target = TARGETS[checked.text("format")]
    if target.group == "Audio":
        return _sound(probed, target, checked)
    video = require_picture(probed)
    if target.name == "gif":
        return _animation(probed, video, target, checked)
    return _video(probed, video, target, checked)


def _sound(probed: Probed, target: Target, checked: Parameters) -> Plan:
    if not probed.of_kind("audio"):
        raise MediaFailure("NO_AUDIO_TRACK", "The file has no sound.")
    quality = checked.text("quality")
    copied = Selecting(probed, target, quality).sound(True, encode=quality == "small").done()
    plan = ffmpeg_plan(probed, target, copied)
    if plan.method == "encode":
        return plan
    encoded = Selecting(probed, target, quality).sound(True, encode=True).done()
    return plan.with_fallback(ffmpeg_plan(probed, target, encoded), "copy_not_possible")


def _animation(probed: Probed, video: Track, target: Target, checked: Parameters) -> Plan:
    if probed.duration_seconds > presets.GIF_MAX_SECONDS + probed.frame_seconds:
        raise MediaFailure(
            "TOO_LONG_FOR_GIF",
            f"A GIF can be {presets.GIF_MAX_SECONDS:.0f} seconds long at most: cut a part first.",
        )
    quality = checked.text("quality")
    rate, longest = presets.GIF_SIZES[quality]
    shrink = min(1.0, longest / max(video.width, video.height, 1))
    size = f"{_even(video.width * shrink)}:{_even(video.height * shrink)}"
    # A palette of the moving parts, and dithering that does not flicker.
    colours = (
        "split[a][b];[a]palettegen=stats_mode=diff[p];"
        "[b][p]paletteuse=dither=bayer:bayer_scale=5:diff_mode=rectangle"
    )
    selecting = Selecting(probed, target, quality).pictures(True).sound(True).texts()
    # The palette is known after the last picture only: small ones are kept for that long,
    # and making them small is most of the work, whose progress can be told.
    return dataclasses.replace(
        ffmpeg_plan(probed, target, selecting.done()),
        reduction=(
            *("-map", f"0:{video.index}", "-filter:v", f"fps={rate},scale={size}:flags=lanczos"),
            *("-c:v", "ffv1", "-f", "matroska"),
        ),
        options=("-filter:v", colours, *presets.video_encoder("gif", quality), "-f", "gif"),
    )


def _video(probed: Probed, video: Track, target: Target, checked: Parameters) -> Plan:
    quality = checked.text("quality")
    keep_sound = checked.text("audio") == "keep"
    height, warnings = _height(video, checked.text("height"))
    filters = scaling(video, height)
    asked = quality == "small" or height != video.height
    chosen = Selecting(probed, target, quality).pictures(asked, filters)
    plan = ffmpeg_plan(
        probed, target, chosen.sound(keep_sound, encode=quality == "small").texts().done()
    )
    plan = dataclasses.replace(plan, warnings=(*plan.warnings, *warnings))
    if plan.method == "encode":
        return plan
    everything = Selecting(probed, target, quality).pictures(True, filters)
    encoded = everything.sound(keep_sound, encode=True).texts().done()
    return plan.with_fallback(ffmpeg_plan(probed, target, encoded), "copy_not_possible")


def _height(video: Track, choice: str) -> tuple[int, list[media_pb2.Warning]]:
    if choice == "keep" or int(choice) == video.height:
        return video.height, []
    if int(choice) > video.height:
        message = f"The picture is {video.height} pixels high and was not enlarged to {choice}."
        return video.height, [warning("not_enlarged", message)]
    return int(choice), []


def scaling(video: Track, height: int) -> str:
    """Return the filter that makes the picture `height` high; "" when nothing is to do.

    Both sides become even numbers, because the colour planes have half the size.
    """
    width, height = _even(video.width * height / max(video.height, 1)), _even(height)
    return "" if (width, height) == (video.width, video.height) else f"scale={width}:{height}"


def _even(pixels: float) -> int:
    return max(2, round(pixels / 2) * 2)
