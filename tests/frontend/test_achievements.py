from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import text_of


def test_achievements_show_progress_and_when_they_were_unlocked(
    ada: Browser, gateway: MockGateway
) -> None:
    unlocked = samples.achievement(
        name="upload", title="First upload", progress=1, goal=1, unlocked_at="2026-03-02T10:00:00Z"
    )
    image = samples.achievement(name="frame", title="Framed", group="image", tier="gold")
    gateway.answers(
        "GET",
        "/v1/achievements",
        {"items": [samples.achievement(), unlocked, image], "unlocked": 1, "total": 3},
    )
    page = ada.open("/achievements/")
    assert "1 of 3 unlocked" in page.main
    assert "2 of 5" in page.main
    assert "unlocked on 2 March 2026" in page.main
    assert [text_of(each) for each in page.all("h2")] == ["Video", "Image"]
    assert [text_of(each) for each in page.all("h3")] == ["First cut", "First upload", "Framed"]
    assert len(gateway.asked) == 1


def test_amounts_are_told_in_their_unit(ada: Browser, gateway: MockGateway) -> None:
    archive = samples.achievement(unit="bytes", progress=12_088_781, goal=100_000_000_000)
    hours = samples.achievement(name="hours", unit="seconds", progress=5_400, goal=36_000)
    gateway.answers(
        "GET", "/v1/achievements", {"items": [archive, hours], "unlocked": 0, "total": 2}
    )
    page = ada.open("/achievements/")
    assert "12.1 MB of 100 GB" in page.main
    assert "1 h 30 min of 10 h" in page.main


def test_each_group_has_one_heading_in_whatever_order_they_come(
    ada: Browser, gateway: MockGateway
) -> None:
    groups = ("video", "image", "video")
    items = [samples.achievement(name=str(i), group=name) for i, name in enumerate(groups)]
    gateway.answers("GET", "/v1/achievements", {"items": items, "unlocked": 0, "total": 3})
    page = ada.open("/achievements/")
    assert [text_of(each) for each in page.all("h2")] == ["Video", "Image"]


def test_only_people_who_are_logged_in_have_achievements(browser: Browser) -> None:
    assert browser.led_from("/achievements/") == "/login?next=/achievements/"
