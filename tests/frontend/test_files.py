from urllib.parse import parse_qs, urlsplit

import pytest

from tests.frontend import media_samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

RENAME = "/files/f-lake/rename"


def open_files(
    ada: Browser,
    gateway: MockGateway,
    *items: dict[str, object],
    path: str = "/files/",
    **changes: object,
) -> Page:
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(*items, **changes))
    return ada.open(path)


def asked_for(gateway: MockGateway) -> dict[str, str]:
    query = parse_qs(urlsplit(gateway.requests[-1].url or "").query)
    return {name: values[0] for name, values in query.items()}


def test_each_file_stands_with_what_was_made_of_it(ada: Browser, gateway: MockGateway) -> None:
    entry = media_samples.entry(results=[media_samples.result()], jobs=[media_samples.job()])
    page = open_files(ada, gateway, entry)
    assert page.link("lake.mp4") == "/files/f-lake"
    assert page.link("lake (cut).mp4") == "/files/f-cut"
    assert page.all("a", href="/files/f-lake/download")
    assert page.all("a", href="/files/f-cut/download")
    assert page.all("img", src="/files/f-lake/poster")
    for words in (
        "MP4 · 48.3 MB · 1:02",
        "42 %",
        "83 seconds left",
        "1 file",
        "18.3 GB of 50.0 GB",
    ):
        assert words in page.main


def test_running_work_can_be_cancelled_from_the_list(ada: Browser, gateway: MockGateway) -> None:
    page = open_files(ada, gateway, media_samples.entry(jobs=[media_samples.job()]))
    gateway.answers("POST", "/v1/jobs/j-1/cancel", media_samples.job(state="cancelled"))
    assert ada.send_on(page, action="/jobs/j-1/cancel") == "/jobs/j-1"


def test_running_work_asks_for_itself_and_finished_work_does_not(
    ada: Browser, gateway: MockGateway
) -> None:
    jobs = [media_samples.job(id="j-1"), media_samples.job(id="j-2", state="failed")]
    page = open_files(ada, gateway, media_samples.entry(jobs=jobs))
    running, failed = page.all("li", id="job-j-1")[0], page.all("li", id="job-j-2")[0]
    assert running.get("data-hx-get") == "/jobs/j-1/row"
    assert failed.get("data-hx-get") is None


def test_the_list_needs_one_call(ada: Browser, gateway: MockGateway) -> None:
    open_files(ada, gateway, media_samples.entry())
    assert gateway.asked == ["GET /v1/files"]


def test_the_search_stands_in_the_address(ada: Browser, gateway: MockGateway) -> None:
    path = "/files/?q=lake+%26+sea&kind=video&state=ready&sort=largest&page=3"
    page = open_files(ada, gateway, media_samples.entry(), path=path, page=3, pages=9, total=173)
    assert asked_for(gateway) == {
        "q": "lake & sea",
        "kind": "video",
        "state": "ready",
        "sort": "largest",
        "page": "3",
        "page_size": "20",
    }
    values = page.values("/files/")
    assert values == {"q": "lake & sea", "kind": "video", "state": "ready", "sort": "largest"}
    assert "173 files found" in page.main
    assert page.link("Page 9") == (
        "/files/?q=lake+%26+sea&kind=video&state=ready&sort=largest&page=9"
    )
    assert page.link("Next").endswith("&page=4")


def test_the_plain_list_has_a_plain_address(ada: Browser, gateway: MockGateway) -> None:
    page = open_files(ada, gateway, media_samples.entry(), pages=2, total=21)
    assert page.link("Page 2") == "/files/?page=2"


@pytest.mark.parametrize(
    "query", ["?page=0", "?page=-1", "?page=x", "?page=" + "9" * 5000, "?kind=x&state=x&sort=x"]
)
def test_an_address_that_makes_no_sense_shows_the_plain_list(
    ada: Browser, gateway: MockGateway, query: str
) -> None:
    open_files(ada, gateway, path="/files/" + query)
    assert asked_for(gateway) == {
        "state": "any",
        "sort": "newest",
        "page": "1",
        "page_size": "20",
    }


def test_nobody_with_no_files_is_left_without_a_next_step(
    ada: Browser, gateway: MockGateway
) -> None:
    page = open_files(ada, gateway)
    assert "No files yet" in page.main
    assert page.link("Upload a video") == "/video/"


def test_a_search_without_finds_leads_back(ada: Browser, gateway: MockGateway) -> None:
    page = open_files(ada, gateway, path="/files/?q=sea")
    assert "Nothing matches" in page.main
    assert page.link("Show all files") == "/files/"


def test_names_are_shown_as_they_are_and_never_as_html(ada: Browser, gateway: MockGateway) -> None:
    name = "<script>alert(1)</script> \u202e\U0001f3ac\n.mp4"
    page = open_files(ada, gateway, media_samples.entry(name=name))
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script>" in page.main


def test_a_file_gets_another_name(ada: Browser, gateway: MockGateway) -> None:
    page = open_files(ada, gateway, media_samples.entry())
    assert page.values(RENAME)["name"] == "lake.mp4"
    gateway.answers("PATCH", "/v1/files/f-lake", media_samples.file(name="sea.mp4"))
    assert ada.send_on(page, {"name": "sea.mp4"}, action=RENAME) == "/files/"
    assert gateway.sent() == {"name": "sea.mp4"}
    assert "now called “sea.mp4”" in open_files(ada, gateway).main


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Please write a name."), ("x" * 256, "A name has at most 255 characters.")],
)
def test_a_name_that_is_none_is_not_sent(
    ada: Browser, gateway: MockGateway, name: str, words: str
) -> None:
    page = open_files(ada, gateway, media_samples.entry())
    ada.send_on(page, {"name": name}, action=RENAME)
    assert words in open_files(ada, gateway).main


def test_a_name_that_the_gateway_refuses_is_told(ada: Browser, gateway: MockGateway) -> None:
    page = open_files(ada, gateway, media_samples.entry())
    problem = ("invalid_characters", "A name has no line breaks.")
    gateway.refuses("PATCH", "/v1/files/f-lake", 422, "invalid", fields={"name": problem})
    ada.send_on(page, {"name": "x"}, action=RENAME)
    assert "A name has no line breaks." in open_files(ada, gateway).main


def test_deleting_asks_first_and_says_what_goes_along(ada: Browser, gateway: MockGateway) -> None:
    known = media_samples.details(results=[media_samples.result()], jobs=[media_samples.job()])
    gateway.answers("GET", "/v1/files/f-lake", known)
    page = ada.open("/files/f-lake/delete")
    assert page.h1 == "Delete lake.mp4?"
    assert "1 result made from it goes with it. Unfinished work is cancelled." in page.main
    assert page.link("Keep it") == "/files/"
    gateway.answers("DELETE", "/v1/files/f-lake", status=204)
    assert ada.send_on(page) == "/files/"
    assert "was deleted" in open_files(ada, gateway).main


def test_a_file_leads_to_the_editor_of_its_service(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/files/f-lake", media_samples.details())
    assert ada.led_from("/files/f-lake") == "/video/f-lake"
    other = media_samples.details(media_samples.file(service="toy"))
    gateway.answers("GET", "/v1/files/f-lake", other)
    assert ada.led_from("/files/f-lake") == "/service/toy/f-lake"


def test_details_of_a_file_are_a_page_and_a_part_of_the_list(
    ada: Browser, gateway: MockGateway
) -> None:
    video = media_samples.stream("video", "h264", width=1920, height=1080)
    known = media_samples.details(media_samples.file(), video)
    known["media"]["tags"] = {"artist": "Ada <3"}
    gateway.answers("GET", "/v1/files/f-lake", known)
    page = ada.open("/files/f-lake/facts")
    assert page.h1 == "What lake.mp4 is"
    assert "1920 × 1080" in page.main
    assert "Ada <3" in page.main
    html = ada.fragment("/files/f-lake/facts")
    assert "<html" not in html
    assert "Ada &lt;3" in html


def test_each_row_unfolds_its_details_and_links_to_them(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(media_samples.entry()))
    page = ada.open("/files/")
    assert page.link("What this file is") == "/files/f-lake/facts"
    (unfolds,) = [each for each in page.all("details") if each.get("data-hx-get")]
    assert unfolds.get("data-hx-trigger") == "toggle once"
    assert gateway.asked == ["GET /v1/files"]
