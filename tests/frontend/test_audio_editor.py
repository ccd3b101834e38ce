from xml.etree.ElementTree import Element

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import choice, parameter
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

TRIM = {
    "name": "trim",
    "title": "Trim",
    "summary": "Keeps parts.",
    "parameters": [
        parameter("segments", "segments", required=True),
        parameter("keep", "choice", default="these", choices=[choice("these"), choice("others")]),
    ],
    "presets": [],
}
TAGS = {
    "name": "tags",
    "title": "Tags",
    "summary": "Changes tags.",
    "parameters": [parameter("title", "text", maximum=500), parameter("album", "text")],
    "presets": [],
}
SOUND = media_samples.stream("audio", "mp3", sample_rate_hz=44_100, channels=2)
COVER = media_samples.stream("cover", "mjpeg", width=600, height=600)
KINDS = ("poster", "cover", "peaks", "loudness", "proxy")
SONG = media_samples.file(
    id="f-song", service="audio", kind="audio", name="song.mp3", extension="mp3"
)


def open_editor(
    ada: Browser, gateway: MockGateway, *operations: object, tags: object = (), cover: bool = True
) -> Page:
    known = media_samples.details(SONG, SOUND, *([COVER] if cover else []))
    known["media"]["tags"] = dict(tags)  # type: ignore[call-overload]  # pairs or nothing
    gateway.answers("GET", "/v1/files/f-song/workbench", media_samples.bench(known))
    gateway.answers("GET", "/v1/services/audio", described(*operations))
    return ada.open("/audio/f-song")


def described(*operations: object) -> dict[str, object]:
    kinds = [{"name": name, "media_type": "audio/mpeg", "background": False} for name in KINDS]
    return samples.service(name="audio", operations=list(operations), previews=kinds)


def test_the_editor_shows_the_waveform_and_the_loudness(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway, TRIM)
    (audio,) = page.all("audio")
    assert audio.get("src") == "/files/f-song/content"
    (timeline,) = page.all("section", **{"data-module": "timeline"})
    assert timeline.get("data-peaks") == "/files/f-song/preview/peaks"
    assert timeline.get("data-filmstrip") is None
    assert timeline.get("data-lines") == "trim-segments"
    (meter,) = page.all("section", **{"data-module": "meter"})
    assert meter.get("data-meter") == "/files/f-song/preview/loudness"
    assert gateway.asked == ["GET /v1/services/audio", "GET /v1/files/f-song/workbench"]


def test_the_cover_and_the_tags_are_shown(ada: Browser, gateway: MockGateway) -> None:
    tags = {"title": "Evening", "artist": "Ada", "album": "Notes"}
    page = open_editor(ada, gateway, TAGS, tags=tags)
    assert page.all("img", src="/files/f-song/preview/cover")
    assert "Evening" in page.main
    assert "Ada · Notes" in page.main
    assert not open_editor(ada, gateway, TAGS, cover=False).all("img", alt="Cover")


def test_trimming_begins_as_the_whole_sound(ada: Browser, gateway: MockGateway) -> None:
    values = open_editor(ada, gateway, TRIM).values("/audio/f-song/trim")
    assert values["segments"].strip() == "0:00.000 - 1:02.500"


def test_tags_are_edited_where_they_are_and_an_emptied_one_is_removed(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway, TAGS, tags={"title": "Evening", "album": "Notes"})
    assert page.values("/audio/f-song/tags")["title"] == "Evening"
    gateway.answers("GET", "/v1/services/audio", described(TAGS))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    ada.send_on(page, {"title": "Morning", "album": ""}, action="/audio/f-song/tags")
    assert gateway.sent()["parameters"] == {"title": "Morning", "album": ""}


def test_what_was_empty_and_stays_empty_is_not_sent(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway, TAGS)
    gateway.answers("GET", "/v1/services/audio", described(TAGS))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    ada.send_on(page, {"title": "Morning", "album": ""}, action="/audio/f-song/tags")
    assert gateway.sent()["parameters"] == {"title": "Morning"}


def test_a_tag_that_is_longer_than_can_be_typed_is_not_cut_off(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_editor(ada, gateway, TAGS, tags={"title": "x" * 201})
    assert page.values("/audio/f-song/tags")["title"] == ""


def test_a_sound_outlives_its_service(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers(
        "GET", "/v1/files/f-song/workbench", media_samples.bench(media_samples.details(SONG, SOUND))
    )
    gateway.refuses("GET", "/v1/services/audio", 404, "not_found")
    page = ada.open("/audio/f-song")
    assert "The service is not there any more" in page.main
    assert page.all("audio", src="/files/f-song/content")
    assert page.link("Download") == "/files/f-song/download"


def test_what_the_timeline_marks_is_open_at_first(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway, TAGS, TRIM)
    is_open = {each.get("id"): each.get("open") is not None for each in operations_of(page)}
    assert is_open == {"tags": False, "trim": True}


def test_the_cover_stands_where_tags_are_changed(ada: Browser, gateway: MockGateway) -> None:
    page = open_editor(ada, gateway, TAGS, TRIM)
    covers = {each.get("id"): len(list(each.iter("img"))) for each in operations_of(page)}
    assert covers == {"tags": 1, "trim": 0}


def operations_of(page: Page) -> list[Element]:
    return page.all("details", name="operation")
