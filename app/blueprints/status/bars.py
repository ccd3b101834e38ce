"""Ninety days of one part as bars."""

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _

from app.display import day_of_year, minutes_as_words
from app.gateway.status import ComponentHistory, Day, History

# One bad minute of a day must still be seen.
SMALLEST_SHARE = 0.25


@dataclass(frozen=True)
class Bar:
    """One day: its worst `state` ("none" if nobody looked), and the share of it, from 0 to 1."""

    state: str
    share: float
    text: str


@dataclass(frozen=True)
class Bars:
    """The days of one part, the oldest first, and what they come to."""

    days: tuple[Bar, ...]
    availability: float | None


def bars_by_component(history: History) -> dict[str, Bars]:
    """Return the bars of each part by its name."""
    return {each.name: _bars(history, each) for each in history.components}


def _bars(history: History, component: ComponentHistory) -> Bars:
    measured = {each.day: each for each in component.days}
    length = (history.last_day - history.first_day).days + 1
    days = [history.first_day + timedelta(days=number) for number in range(length)]
    return Bars(
        tuple(_bar(measured.get(day) or Day(day, 0, 0, 0)) for day in days),
        component.availability,
    )


def _bar(day: Day) -> Bar:
    date = day_of_year(day.day)
    bad = day.degraded_minutes + day.down_minutes
    whole = day.up_minutes + bad
    if whole == 0:
        return Bar("none", 1.0, _("%(date)s: nobody looked", date=date))
    if bad == 0:
        return Bar("up", 1.0, _("%(date)s: up all the time", date=date))
    down = _("down for %(time)s", time=minutes_as_words(day.down_minutes))
    degraded = _("degraded for %(time)s", time=minutes_as_words(day.degraded_minutes))
    parts = [down] * bool(day.down_minutes) + [degraded] * bool(day.degraded_minutes)
    state = "down" if day.down_minutes else "degraded"
    return Bar(state, max(SMALLEST_SHARE, bad / whole), f"{date}: {', '.join(parts)}")
