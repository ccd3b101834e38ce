from datetime import UTC, datetime, timedelta

import pytest

from app import display
from app.gateway.jobs import Job
from app.gateway.messages import decode
from tests.frontend import media_samples


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (999_499, "999 kB"),
        (999_999, "1.0 MB"),
        (48_300_000, "48.3 MB"),
        (1_930_000_000, "1.9 GB"),
        (5e15, "5000 TB"),
    ],
)
def test_sizes_are_told_in_the_unit_that_fits(size_bytes: float, text: str) -> None:
    assert display.size(size_bytes) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0.20 s"), (4.2, "0:04"), (62.5, "1:02"), (3725, "1:02:05")]
)
def test_lengths_are_told_to_the_second(seconds: float, text: str) -> None:
    assert display.duration(seconds) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.3, "less than a second"),
        (1, "1 second"),
        (83, "83 seconds"),
        (128, "about 2 minutes"),
        (5400, "about 2 hours"),
    ],
)
def test_waiting_is_told_no_more_exactly_than_it_is_known(seconds: float, text: str) -> None:
    assert display.waiting(seconds) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=1, hours=3), "1 day ago"),
        (timedelta(days=70), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_ages_are_told_in_the_largest_unit(ago: timedelta, text: str) -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    assert display.age(now - ago, now) == text


def test_rates_and_numbers_are_short() -> None:
    assert display.rate(6_180_000) == "6.2 Mbit/s"
    assert display.rate(160_000) == "160 kbit/s"
    assert display.number(30.0) == "30"
    assert display.number(29.97) == "29.97"


def test_codecs_have_the_names_that_people_know() -> None:
    assert [display.codec(name) for name in ("h264", "pcm_s16le", "aac")] == ["H.264", "PCM", "AAC"]


@pytest.mark.parametrize(
    ("operation", "parameters", "title"),
    [
        ("convert", {"format": "webm"}, "Convert to WEBM"),
        ("cut", {"start": 5, "end": 12.5}, "Cut from 0:05.000 to 0:12.500"),
        ("cut", {"end": 12.5}, "Cut from 0:00.000 to 0:12.500"),
        ("cut", {"end": "?"}, "Cut"),
        ("make_louder", {}, "Make louder"),
    ],
)
def test_a_job_is_called_by_what_it_does(
    operation: str, parameters: dict[str, object], title: str
) -> None:
    job = media_samples.job(operation=operation, parameters=parameters)
    assert display.job_title(decode(Job, job)) == title
