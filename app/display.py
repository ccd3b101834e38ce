"""How numbers of machines are told to people: sizes, durations, rates, ages."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask

from app.gateway.jobs import Job
from app.playback import plays_in_browsers, why_it_may_not_play
from app.timecode import format_timecode

SIZE_UNITS = ("bytes", "kB", "MB", "GB", "TB")
CODECS = {
    "h264": "H.264",
    "hevc": "HEVC (H.265)",
    "mpeg2video": "MPEG-2",
    "mpeg4": "MPEG-4 ASP",
    "prores": "ProRes",
    "mjpeg": "Motion JPEG",
    "opus": "Opus",
    "vorbis": "Vorbis",
    "theora": "Theora",
}
AGES = ((86_400 * 365, "year"), (86_400 * 30, "month"), (86_400, "day"), (3600, "hour"))


def size(size_bytes: float) -> str:
    """Return "1.4 MB": decimal units, as file managers and disks count."""
    value, unit = float(size_bytes), 0
    # 999.5 would be rounded to "1000".
    while value >= 999.5 and unit < len(SIZE_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    if unit == 0:
        return f"{int(value)} {'byte' if int(value) == 1 else 'bytes'}"
    return f"{value:.1f} {SIZE_UNITS[unit]}" if value < 100 else f"{value:.0f} {SIZE_UNITS[unit]}"


def duration(seconds: float) -> str:
    """Return "1:02" or "1:02:03": the length of something, to the second."""
    whole = round(seconds)
    if whole == 0 and seconds > 0:
        return f"{seconds:.2f} s"
    return format_timecode(whole).rsplit(".", 1)[0]


def waiting(seconds: float) -> str:
    """Return "about 2 minutes": how long somebody has to wait."""
    if seconds < 1:
        return "less than a second"
    for length, word in ((3600, "hour"), (60, "minute")):
        if seconds >= 1.5 * length:
            return _count(round(seconds / length), word, "about ")
    return _count(round(seconds), "second")


def amount(value: float, unit: str) -> str:
    """Return how much of something counted there is: "3", "12 MB" or "1 h 30 min"."""
    if unit == "bytes":
        return _rounded_size(value)
    if unit == "seconds":
        hours, minutes = divmod(int(value) // 60, 60)
        parts = [f"{hours:,} h"] if hours else []
        return " ".join(parts + ([f"{minutes} min"] if minutes or not hours else []))
    return f"{value:,.0f}"


def percent(share: float) -> str:
    """Return 0.99964 as "99.96 %": cut, not rounded, so that only all is "100 %"."""
    return "100 %" if share >= 1 else f"{int(share * 10_000) / 100:.2f} %"


def _rounded_size(size_bytes: float) -> str:
    # "100 GB", not "100.0 GB": a goal is a round number.
    return size(size_bytes).replace(".0 ", " ")


def rate(bits_per_second: float) -> str:
    """Return "4.2 Mbit/s"."""
    if bits_per_second >= 999_500:
        return f"{bits_per_second / 1e6:.1f} Mbit/s"
    return f"{bits_per_second / 1e3:.0f} kbit/s"


def number(value: float) -> str:
    """Return 29.97 as "29.97" and 30.0 as "30"."""
    return f"{value:.3f}".rstrip("0").rstrip(".")


def age(moment: datetime, now: datetime | None = None) -> str:
    """Return "3 days ago"; `moment` carries its time zone."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for length, word in AGES:
        if seconds >= length:
            return _count(int(seconds // length), word) + " ago"
    return _count(int(seconds // 60), "minute") + " ago" if seconds >= 60 else "just now"


def moment(when: datetime) -> str:
    """Return "7 March 2026, 14:05 UTC"; `when` carries its time zone."""
    at = when.astimezone(UTC)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"


def codec(name: str) -> str:
    """Return "H.264" for "h264": a codec's name as people write it."""
    return CODECS.get(name) or ("PCM" if name.startswith("pcm_") else name.upper())


def job_title(job: Job) -> str:
    """Return "Convert to WEBM" or "Cut from 0:05.000 to 0:12.500": the work and its main values."""
    title = job.operation.replace("_", " ").capitalize()
    start, end = job.parameters.get("start", 0), job.parameters.get("end")
    if "format" in job.parameters:
        return f"{title} to {str(job.parameters['format']).upper()}"
    if isinstance(start, int | float) and isinstance(end, int | float):
        return f"{title} from {format_timecode(start)} to {format_timecode(end)}"
    return title


def _count(amount: int, word: str, prefix: str = "") -> str:
    return f"{prefix}{amount} {word}" if amount == 1 else f"{prefix}{amount} {word}s"


FILTERS: dict[str, Callable[..., object]] = {
    "size": size,
    "duration": duration,
    "waiting": waiting,
    "amount": amount,
    "percent": percent,
    "rate": rate,
    "number": number,
    "age": age,
    "moment": moment,
    "timecode": format_timecode,
    "codec": codec,
    "job_title": job_title,
    "plays_in_browsers": plays_in_browsers,
    "why_it_may_not_play": why_it_may_not_play,
}


def init_app(app: Flask) -> None:
    """Give the templates of `app` these filters."""
    app.jinja_env.filters.update(FILTERS)
