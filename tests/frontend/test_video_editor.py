import pytest

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import CONVERT, CUT
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of

CUT_ACTION = "/video/f-lake/cut"
CONVERT_ACTION = "/video/f-lake/convert"


def open_editor(ada: Browser, gateway: MockGateway, **changes: object) -> Page:
    known = {**media_samples.details(), **changes}
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(known))
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    return ada.open("/video/f-lake")


def facts(page: Page) -> dict[str, str]:
    return {
        text_of(term): text_of(value)
        for term, value in zip(page.all("dt"), page.all("dd"), strict=True)
    }


def test_the_editor_plays_the_file_and_says_what_it_is(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    (video,) = page.all("video")
    assert (video.get("src"), video.get("poster")) == (
        "/files/f-lake/content",
        "/files/f-lake/poster",
    )
    assert facts(page) == {
        "Container": "MP4",
        "Video codec": "H.264",
        "Picture": "1920 × 1080",
        "Frame rate": "29.97 fps",
        "Audio codec (English)": "AAC",
        "Sound": "stereo, 48 kHz",
        "Duration": "1:02.500",
        "Bitrate": "6.2 Mbit/s",
        "Size": "48.3 MB",
    }


def test_the_editor_needs_two_calls(ada: Browser, gateway: MockGateway) -> None:
    open_editor(ada, gateway)
    assert gateway.asked == ["GET /v1/services/video", "GET /v1/files/f-lake/workbench"]


@pytest.mark.parametrize(
    ("changes", "streams", "reason"),
    [
        ({}, (media_samples.stream("video", "hevc"),), "HEVC video"),
        ({"extension": "avi"}, (media_samples.stream("video", "h264"),), "AVI files"),
        ({}, (media_samples.stream("audio", "ac3"),), "AC3 sound"),
        (
            {},
            (media_samples.stream("video", "h264", pixel_format="yuv420p10le"),),
            "H.264 video in yuv420p10le",
        ),
    ],
)
def test_what_browsers_cannot_play_is_said_honestly(
    ada: Browser,
    gateway: MockGateway,
    changes: dict[str, object],
    streams: tuple[dict[str, object], ...],
    reason: str,
) -> None:
    known = media_samples.details(media_samples.file(**changes), *streams)
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(known))
    gateway.answers("GET", "/v1/services/video", samples.service())
    (note,) = ada.open("/video/f-lake").all("figcaption")
    assert note.get("hidden") is None
    assert f"Many browsers cannot play {reason}." in text_of(note)


def test_nothing_is_said_of_a_file_that_every_browser_plays(
    ada: Browser, gateway: MockGateway
) -> None:
    (note,) = open_editor(ada, gateway).all("figcaption")
    assert note.get("hidden") is not None


@pytest.mark.parametrize(
    ("kind", "extension", "tag"), [("audio", "mp3", "audio"), ("video", "gif", "img")]
)
def test_sound_and_moving_pictures_are_shown_as_what_they_are(
    ada: Browser, gateway: MockGateway, kind: str, extension: str, tag: str
) -> None:
    known = media_samples.details(media_samples.file(kind=kind, extension=extension))
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(known))
    gateway.answers("GET", "/v1/services/video", samples.service())
    assert ada.open("/video/f-lake").all(tag, src="/files/f-lake/content")


def test_the_cut_begins_as_the_whole_file(ada: Browser, gateway: MockGateway) -> None:
    values = open_editor(ada, gateway).values(CUT_ACTION)
    assert (values["start"], values["end"], values["mode"]) == ("0:00.000", "1:02.500", "exact")


def test_the_forms_are_drawn_from_what_the_service_describes(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway)
    assert [each.get("value") for each in page.all("input", name="mode")] == ["exact", "instant"]
    assert "To the frame." in page.main
    values = page.values(CONVERT_ACTION)
    assert "format" not in values
    assert (values["crf"], values["volume"], values["faststart"]) == ("23", "1.5", "on")


def test_a_cut_becomes_a_job(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    values = {"start": "0:05", "end": "12,5", "mode": "instant"}
    assert ada.send_on(page, values, action=CUT_ACTION) == "/jobs/j-1"
    assert gateway.sent() == {
        "file_id": "f-lake",
        "operation": "cut",
        "parameters": {"start": 5.0, "end": 12.5, "mode": "instant"},
    }


def test_the_same_form_sent_twice_asks_for_the_same_job(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    for status in (201, 200):
        gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT]))
        gateway.answers("POST", "/v1/jobs", media_samples.job(), status=status)
        ada.send_on(page, action=CUT_ACTION)
    keys = [each.headers["Idempotency-Key"] for each in gateway.requests if each.method == "POST"]
    assert keys[0] == keys[1]
    again = open_editor(ada, gateway).values(CUT_ACTION)["nonce"]
    assert again != keys[0]


def test_a_conversion_sends_only_what_counts_for_its_format(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    ada.send_on(page, {"format": "mp3", "volume": "0,5"}, action=CONVERT_ACTION)
    assert gateway.sent()["parameters"] == {"format": "mp3", "volume": 0.5, "faststart": True}


@pytest.mark.parametrize(
    ("action", "name", "typed", "words"),
    [
        (CUT_ACTION, "start", "soon", "Write a time as seconds (62.5) or as a timecode (1:02.5)."),
        (CUT_ACTION, "start", "nan", "Write a time as seconds (62.5) or as a timecode (1:02.5)."),
        (CUT_ACTION, "end", "", "Please fill this in."),
        (CONVERT_ACTION, "volume", "loud", "Please write a number."),
        (CONVERT_ACTION, "volume", "1e999", "Please write a number."),
    ],
)
def test_what_cannot_be_read_comes_back_on_its_field_as_typed(
    ada: Browser, gateway: MockGateway, action: str, name: str, typed: str, words: str
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    led = ada.send_on(page, {name: typed}, action=action)
    assert led == f"/video/f-lake#{action.rsplit('/', 1)[1]}"
    back = open_editor(ada, gateway)
    assert back.error_of(name) == words
    assert back.control(name).get("value") == typed
    assert back.control(name).get("aria-invalid") == "true"
    assert "POST /v1/jobs" not in gateway.asked


def test_a_choice_that_was_not_made_is_asked_for(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    ada.send_on(page, action=CONVERT_ACTION)
    (fieldset,) = open_editor(ada, gateway).all("fieldset", id="convert-format")
    assert fieldset.get("aria-describedby") == "convert-format-error"


def test_what_the_gateway_refuses_comes_back_on_its_field(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    problem = ("start_after_end", "The start must lie before the end.")
    gateway.refuses("POST", "/v1/jobs", 422, "invalid", fields={"start": problem})
    values = {"start": "50", "end": "5", "mode": "instant"}
    ada.send_on(page, values, action=CUT_ACTION)
    assert len(gateway.asked) == 4
    back = open_editor(ada, gateway)
    assert back.error_of("start") == "The start must lie before the end."
    kept = back.values(CUT_ACTION)
    assert {name: kept[name] for name in values} == values
    assert [text_of(link) for link in back.all("a", href="#cut-start")] == [problem[1]]
    # Told once: another look at the page begins anew.
    assert open_editor(ada, gateway).error_of("start") == ""


@pytest.mark.parametrize(("status", "code"), [(422, "no_pictures"), (409, "too_many_jobs")])
def test_a_refusal_without_a_field_is_told_at_the_form(
    ada: Browser, gateway: MockGateway, status: int, code: str
) -> None:
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT]))
    gateway.refuses("POST", "/v1/jobs", status, code, "Not now.")
    ada.send_on(page, {"start": "0:07"}, action=CUT_ACTION)
    back = open_editor(ada, gateway)
    assert "Not now." in back.main
    assert back.control("start").get("value") == "0:07"


def test_what_was_typed_survives_a_gateway_that_is_away(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    gateway.is_down()
    away = ada.send(page, {"start": "0:07"}, action=CUT_ACTION, status=503)
    assert 'value="0:07"' in away.html


def test_work_and_results_stand_below(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(
        ada, gateway, results=[media_samples.result()], jobs=[media_samples.job(id="j-2")]
    )
    assert page.all("a", href="/files/f-cut/download")
    assert page.all("form", action="/jobs/j-2/cancel")
    assert "42 %" in page.main


def test_somebody_elses_file_is_not_there(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/services/video", samples.service())
    gateway.refuses("GET", "/v1/files/f-lake/workbench", 404, "not_found")
    ada.open("/video/f-lake", status=404)


def test_a_file_of_another_service_is_shown_by_that_service(
    ada: Browser, gateway: MockGateway
) -> None:
    picture = media_samples.details(media_samples.file(service="image"))
    gateway.answers("GET", "/v1/services/video", samples.service())
    gateway.answers("GET", "/v1/files/f-lake/workbench", media_samples.bench(picture))
    assert ada.led_from("/video/f-lake") == "/files/f-lake"


def test_there_is_no_other_operation(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway)
    response = ada.client.post("/video/f-lake/explode", data=page.values(CUT_ACTION))
    assert response.status_code == 404
