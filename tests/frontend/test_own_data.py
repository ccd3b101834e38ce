"""What somebody has done, and all that is kept of them."""

from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of

SVG = "{http://www.w3.org/2000/svg}"
NOTHING = {
    "files": 0,
    "stored_bytes": 0,
    "jobs_done": 0,
    "bytes_in": 0,
    "bytes_out": 0,
    "seconds_made": 0,
    "services": [],
}
MUCH = {
    "files": 12,
    "stored_bytes": 1_500_000_000,
    "jobs_done": 40,
    "bytes_in": 3_000_000_000,
    "bytes_out": 700_000_000,
    "seconds_made": 5_400,
    "services": [
        {
            "name": name,
            "title": name.capitalize(),
            "files": 6,
            "stored_bytes": 750_000_000,
            "jobs_done": jobs,
            "seconds_made": seconds,
        }
        for name, jobs, seconds in (("video", 30, 5_400), ("image", 10, 0))
    ],
}


def test_statistics_are_told_in_words_and_drawn(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account/statistics", MUCH)
    page = ada.open("/profile/statistics")
    rows = [text_of(each) for each in page.all("tr")][1:]
    assert rows == ["Video 30 6 750 MB 1 h 30 min", "Image 10 6 750 MB –"]
    widths = [each.get("width") for each in page.all(f"{SVG}rect") if not each.get("class")]
    assert widths[-2:] == ["100.0", "33.3"]
    assert len(gateway.asked) == 1


def test_who_has_done_nothing_yet_is_shown_where_to_begin(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account/statistics", NOTHING)
    page = ada.open("/profile/statistics")
    assert "Nothing made yet" in page.main
    assert not page.all("table")


def test_all_that_is_kept_comes_as_a_download(ada: Browser, gateway: MockGateway) -> None:
    page = ada.open("/profile/data")
    gateway.sends(
        "GET",
        "/v1/account/export",
        b"PK zip",
        Content_Type="application/zip",
        Content_Disposition='attachment; filename="My data.zip"',
    )
    answer = ada.client.get(page.link("Download my data"))
    assert answer.data == b"PK zip"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="My data.zip"'
