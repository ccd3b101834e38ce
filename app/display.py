"""How numbers of machines are told to people: sizes, durations, rates, ages.

All of it in the language of the present request; in English where there is none.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal
from babel.units import format_unit
from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from app.gateway.jobs import Job
from app.locales import current_locale
from app.playback import plays_in_browsers, why_it_may_not_play
from app.timecode import format_timecode
from app.wording import told, warning_text

SIZE_UNITS = ("byte", "kilobyte", "megabyte", "gigabyte", "terabyte")
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
AGES: tuple[tuple[int, Literal["year", "month", "day", "hour", "minute"]], ...] = (
    (86_400 * 365, "year"),
    (86_400 * 30, "month"),
    (86_400, "day"),
    (3600, "hour"),
    (60, "minute"),
)


# What services call the format, size or rate that a file has already.
KEEP = "keep"


def size(size_bytes: float, *, decimals: str = "0.0") -> str:
    """Return "1.4 MB": decimal units, as file managers and disks count.

    With `decimals` as "0.#", a round number comes without its zero: "100 GB".
    """
    value, unit = float(size_bytes), 0
    # 999.5 would be rounded to "1000".
    while value >= 999.5 and unit < len(SIZE_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    name = f"digital-{SIZE_UNITS[unit]}"
    if unit == 0:
        return format_unit(int(value), name, "long", locale=current_locale())
    pattern = decimals if value < 100 else "0"
    return format_unit(value, name, "short", format=pattern, locale=current_locale())


def duration(seconds: float) -> str:
    """Return "1:02" or "1:02:03": the length of something, to the second."""
    whole = round(seconds)
    if whole == 0 and seconds > 0:
        return _("%(number)s s", number=_decimal(seconds, "0.00"))
    return format_timecode(whole).rsplit(".", 1)[0]


def waiting(seconds: float) -> str:
    """Return "about 2 minutes": how long somebody has to wait."""
    if seconds < 1:
        return _("less than a second")
    if seconds >= 1.5 * 3600:
        return ngettext("about %(num)s hour", "about %(num)s hours", round(seconds / 3600))
    if seconds >= 1.5 * 60:
        return ngettext("about %(num)s minute", "about %(num)s minutes", round(seconds / 60))
    return ngettext("%(num)s second", "%(num)s seconds", round(seconds))


def amount(value: float, unit: str) -> str:
    """Return how much of something counted there is: "3", "12 MB" or "1 h 30 min"."""
    if unit == "bytes":
        return size(value, decimals="0.#")
    if unit == "seconds":
        return minutes_as_words(int(value) // 60)
    return _decimal(value, "#,##0")


def minutes_as_words(minutes: int) -> str:
    """Return 75 as "1 h 15 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min", minutes=rest)
    if not rest:
        return _("%(hours)s h", hours=_decimal(hours, "#,##0"))
    return _("%(hours)s h %(minutes)s min", hours=_decimal(hours, "#,##0"), minutes=rest)


def percent(share: float) -> str:
    """Return 0.99964 as "99.96 %": cut, not rounded, so that only all is "100 %"."""
    number = _decimal(100, "0") if share >= 1 else _decimal(int(share * 10_000) / 100, "0.00")
    return _("%(number)s %%", number=number)


def whole_percent(share: float) -> str:
    """Return 0.4 as "40 %"."""
    return _("%(number)s %%", number=_decimal(share * 100, "0"))


def rate(bits_per_second: float) -> str:
    """Return "4.2 Mbit/s"."""
    if bits_per_second >= 999_500:
        return _("%(number)s Mbit/s", number=_decimal(bits_per_second / 1e6, "0.0"))
    return _("%(number)s kbit/s", number=_decimal(bits_per_second / 1e3, "0"))


def number(value: float) -> str:
    """Return 29.97 as "29.97" and 30.0 as "30"."""
    return _decimal(value, "0.###")


def age(moment: datetime, now: datetime | None = None) -> str:
    """Return "3 days ago"; `moment` carries its time zone."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    for length, word in AGES:
        if seconds >= length:
            return format_timedelta(
                timedelta(seconds=-(seconds // length * length)),
                granularity=word,
                threshold=1,
                add_direction=True,
                locale=current_locale(),
            )
    return _("just now")


def moment(when: datetime) -> str:
    """Return "7 March 2026, 14:05 UTC"; `when` carries its time zone."""
    at, locale = when.astimezone(UTC), current_locale()
    return _(
        "%(date)s, %(time)s UTC",
        date=format_date(at, "long", locale=locale),
        time=format_time(at, "short", locale=locale),
    )


def day(when: date) -> str:
    """Return "7 March 2026"."""
    return format_date(when, "long", locale=current_locale())


def day_of_year(when: date) -> str:
    """Return "7 March"."""
    return format_skeleton("MMMMd", when, locale=current_locale())


def codec(name: str) -> str:
    """Return "H.264" for "h264": a codec's name as people write it."""
    return CODECS.get(name) or ("PCM" if name.startswith("pcm_") else name.upper())


def channels(count: int) -> str:
    """Return "stereo" for 2: how many channels sound has."""
    names = {1: _("mono"), 2: _("stereo")}
    return names.get(count) or ngettext("%(num)s channel", "%(num)s channels", count)


def language(code: str) -> str:
    """Return "German" for "deu": a stream's language by the code in the file."""
    try:
        return Locale.parse(code).get_language_name(current_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def capitalized(text: str) -> str:
    """Return `text` with its first letter large, and all others as they are."""
    return text[:1].upper() + text[1:]


def job_title(job: Job) -> str:
    """Return "Convert to WEBM" or "Cut from 0:05.000 to 0:12.500": the work and its main values."""
    title = told(job.operation.replace("_", " ").capitalize())
    start, end = job.parameters.get("start", 0), job.parameters.get("end")
    # What keeps its own format is not made into another.
    if job.parameters.get("format", KEEP) != KEEP:
        return _("%(work)s to %(format)s", work=title, format=str(job.parameters["format"]).upper())
    if isinstance(start, int | float) and isinstance(end, int | float):
        return _(
            "%(work)s from %(start)s to %(end)s",
            work=title,
            start=format_timecode(start),
            end=format_timecode(end),
        )
    return title


def _decimal(value: float, pattern: str) -> str:
    return format_decimal(value, pattern, locale=current_locale())


FILTERS: dict[str, Callable[..., object]] = {
    "size": size,
    "duration": duration,
    "waiting": waiting,
    "amount": amount,
    "percent": percent,
    "whole_percent": whole_percent,
    "rate": rate,
    "number": number,
    "age": age,
    "moment": moment,
    "day": day,
    "timecode": format_timecode,
    "codec": codec,
    "channels": channels,
    "language": language,
    "capitalized": capitalized,
    "job_title": job_title,
    "told": told,
    "warning_text": warning_text,
    "plays_in_browsers": plays_in_browsers,
    "why_it_may_not_play": why_it_may_not_play,
}


def init_app(app: Flask) -> None:
    """Give the templates of `app` these filters."""
    app.jinja_env.filters.update(FILTERS)
