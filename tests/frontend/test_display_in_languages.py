"""Sizes, dates, ages and plurals as each language writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from app import display

NOON = datetime(2026, 3, 7, 14, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("locale", "size", "day"),
    [
        ("en_GB", "1.4 MB", "7 March 2026"),
        ("de", "1,4 MB", "7. März 2026"),
        ("es", "1,4 MB", "7 de marzo de 2026"),
        ("fr", "1,4 Mo", "7 mars 2026"),
        ("pt", "1,4 MB", "7 de março de 2026"),
        ("ru", "1,4 МБ", "7 марта 2026 г."),
        ("uk", "1,4 МБ", "7 березня 2026 р."),
        ("zh_Hans", "1.4 MB", "2026年3月7日"),
        ("ja", "1.4 MB", "2026年3月7日"),
        ("ar", "1.4 م.ب", "7 مارس 2026"),
    ],
)
def test_sizes_and_days(app: Flask, locale: str, size: str, day: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert plain(display.size(1_400_000)) == size
        assert plain(display.day(date(2026, 3, 7))) == day


@pytest.mark.parametrize(
    ("locale", "age"),
    [
        ("de", "vor 3 Tagen"),
        ("fr", "il y a 3 jours"),
        ("ru", "3 дня назад"),
        ("uk", "3 дні тому"),
        ("ja", "3 日前"),
        ("ar", "قبل 3 أيام"),
    ],
)
def test_ages(app: Flask, locale: str, age: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert plain(display.age(NOON - timedelta(days=3, hours=1), NOON)) == age


def plain(text: str) -> str:
    """Return `text` without marks of direction, and with common spaces."""
    for space in "\xa0\u202f":
        text = text.replace(space, " ")
    return text.replace("\u200e", "").replace("\u200f", "")
