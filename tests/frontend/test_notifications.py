from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway

WANTED = {**samples.ADA, "mail_when_done": True}


def test_the_present_choice_is_shown(ada: Browser, gateway: MockGateway) -> None:
    for account, checked in ((samples.ADA, None), (WANTED, "")):
        gateway.answers("GET", "/v1/account", account)
        page = ada.open("/profile/notifications")
        assert page.control("mail_when_done").get("checked") == checked


def test_mails_can_be_asked_for(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/notifications")
    gateway.answers("PATCH", "/v1/account", WANTED)
    assert ada.send_on(page, {"mail_when_done": "y"}) == "/profile/notifications"
    assert gateway.sent() == {"mail_when_done": True}


def test_mails_can_be_turned_off(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/notifications")
    gateway.answers("PATCH", "/v1/account", samples.ADA)
    ada.send_on(page)
    assert gateway.sent() == {"mail_when_done": False}


def test_what_the_gateway_refuses_is_shown(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    page = ada.open("/profile/notifications")
    gateway.refuses("PATCH", "/v1/account", 503, "service_unavailable", "Not now.")
    again = ada.send(page, {"mail_when_done": "y"}, status=503)
    assert again.control("mail_when_done").get("checked") == ""
