import pytest

from app.timecode import TimecodeError, format_timecode, parse_timecode


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("62.5", 62.5),
        ("1:02.5", 62.5),
        ("00:01:02.500", 62.5),
        ("1:02,5", 62.5),
        ("  7 ", 7),
        ("0", 0),
        (".5", 0.5),
        ("7.", 7),
        ("90:00", 5400),
        ("3600", 3600),
        ("1:00:00", 3600),
        ("12:34:56.789", 45_296.789),
    ],
)
def test_times_are_read_as_people_write_them(text: str, seconds: float) -> None:
    assert parse_timecode(text) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "-1", "+1", "nan", "NaN", "inf", "-inf", "1e3", "0x10", "abc", "1:"),
        *(":30", "1:60", "1:75:00", "1:2:3:4", "1.5:00", "1,2.3", "1 2", "--", "٣", "9" * 400),
    ],
)
def test_what_is_no_time_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(TimecodeError, match=r"62\.5.*1:02\.5"):
        parse_timecode(text)


@pytest.mark.parametrize(
    ("text", "rate", "seconds"),
    [("#0", 25, 0), ("#50", 25, 2), (" #1874 ", 30_000 / 1001, 1874 * 1001 / 30_000)],
)
def test_a_frame_is_the_time_at_which_it_is_shown(text: str, rate: float, seconds: float) -> None:
    assert parse_timecode(text, rate) == pytest.approx(seconds, abs=1e-9)


@pytest.mark.parametrize(("text", "rate"), [("#50", 0), ("#", 25), ("#-1", 25), ("#1.5", 25)])
def test_no_frame_without_a_number_and_a_rate(text: str, rate: float) -> None:
    with pytest.raises(TimecodeError):
        parse_timecode(text, rate)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0:00.000"),
        (62.5, "1:02.500"),
        (59.9996, "1:00.000"),
        (3725.0014, "1:02:05.001"),
        (-0.0001, "0:00.000"),
    ],
)
def test_times_are_shown_to_the_millisecond(seconds: float, text: str) -> None:
    assert format_timecode(seconds) == text


def test_a_shown_time_is_read_back_as_the_same_time() -> None:
    for milliseconds in range(0, 10_000_000, 70_001):
        seconds = milliseconds / 1000
        assert parse_timecode(format_timecode(seconds)) == pytest.approx(seconds, abs=1e-9)
