import pytest

from app.segment_lines import format_segments, parse_segments
from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import parameter
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

SPLICE = {
    "name": "cut",
    "title": "Cut",
    "summary": "Keeps parts.",
    "parameters": [parameter("parts", "segments", required=True)],
    "presets": [],
}
ACTION = "/video/f-lake/cut"


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("0:01.5 - 0:10", [{"start": 1.5, "end": 10.0}]),
        ("1-2\r\n\r\n 3 4\n", [{"start": 1.0, "end": 2.0}, {"start": 3.0, "end": 4.0}]),
        ("0:05 – 0:06  a - b ", [{"start": 5.0, "end": 6.0, "name": "a - b"}]),
        ("1,5 - #75", [{"start": 1.5, "end": 3.0}]),
        ("", []),
    ],
)
def test_segments_are_read_line_by_line(text: str, segments: list[dict[str, object]]) -> None:
    assert parse_segments(text, 25) == segments


def test_segments_are_shown_as_they_are_read() -> None:
    text = "0:01.500 - 0:10.000\n0:20.000 - 1:00:00.000 the end"
    assert format_segments(parse_segments(text)) == text


def open_editor(ada: Browser, gateway: MockGateway) -> Page:
    gateway.answers(
        "GET", "/v1/files/f-lake/workbench", media_samples.bench(media_samples.details())
    )
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[SPLICE]))
    return ada.open("/video/f-lake")


def send(ada: Browser, gateway: MockGateway, text: str) -> str:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[SPLICE]))
    return ada.send_on(page, {"parts": text}, action=ACTION)


def test_the_field_begins_as_the_whole_file(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    assert page.values(ACTION)["parts"] == "0:00.000 - 1:02.500"
    modules = {each.get("data-module"): each.get("data-lines") for each in page.root.iter()}
    assert modules["timeline"] == modules["segments"] == modules["transport"] == "cut-parts"


def test_segments_become_a_job_also_by_frames(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    assert send(ada, gateway, "#0 - 0:10 sun\n20 - 30") == "/jobs/j-1"
    assert gateway.sent()["parameters"] == {
        "parts": [{"start": 0.0, "end": 10.0, "name": "sun"}, {"start": 20.0, "end": 30.0}]
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("0:01 - 0:02\nsoon - 0:04", "Line 2 is no segment. Write it as 0:01.5 - 0:10."),
        ("1", "Line 1 is no segment. Write it as 0:01.5 - 0:10."),
        ("nan - inf", "Line 1 is no segment. Write it as 0:01.5 - 0:10."),
        ("0:02 - 0:01", "Line 1 ends before it starts."),
        (" ", "Please fill this in."),
    ],
)
def test_a_line_that_is_none_comes_back_as_typed(
    ada: Browser, gateway: MockGateway, text: str, words: str
) -> None:
    assert send(ada, gateway, text) == "/video/f-lake#cut"
    back = open_editor(ada, gateway)
    assert back.error_of("parts") == words
    assert back.values(ACTION)["parts"] == text.strip()


def test_many_segments_are_kept_as_typed(ada: Browser, gateway: MockGateway) -> None:
    lines = [f"{at}.5 - {at + 1}.25 part {at}" for at in range(150)]
    gateway.refuses("POST", "/v1/jobs", 422, "invalid", fields={"parts": ("too_many", "Too many.")})
    send(ada, gateway, "\n".join(lines))
    assert open_editor(ada, gateway).values(ACTION)["parts"].splitlines() == lines


def test_what_a_cookie_cannot_hold_is_kept_from_the_start(
    ada: Browser, gateway: MockGateway
) -> None:
    lines = [f"{at}.5 - {at + 1}.25 {hash((at, 'name')):x}{hash(at):b}" for at in range(190)]
    gateway.refuses("POST", "/v1/jobs", 422, "invalid", fields={"parts": ("too_many", "Too many.")})
    send(ada, gateway, "\n".join(lines))
    kept = open_editor(ada, gateway).values(ACTION)["parts"].splitlines()
    assert 10 < len(kept) < len(lines)
    assert kept == lines[: len(kept)]
