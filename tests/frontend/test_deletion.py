"""The end of an account."""

from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_the_account_is_deleted_by_its_password_and_the_visitor_logged_out(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("DELETE", "/v1/account", status=204)
    page = ada.open("/profile/delete")
    assert "This cannot be undone." in page.main
    assert ada.send_on(page, {"password": samples.PASSWORD}) == "/"
    assert gateway.sent() == {"password": samples.PASSWORD}
    assert ada.led_from("/profile/") == "/login?next=/profile/"


def test_a_wrong_password_deletes_nothing(ada: Browser, gateway: MockGateway) -> None:
    fields = {"password": ("wrong_password", "This is not your password.")}
    gateway.refuses("DELETE", "/v1/account", 422, "invalid", fields=fields)
    page = ada.send(ada.open("/profile/delete"), {"password": "a wrong one"})
    assert page.error_of("password") == "This is not your password."
    assert page.link("Keep it") == "/profile/"


def test_opening_the_page_deletes_nothing(ada: Browser, gateway: MockGateway) -> None:
    ada.open("/profile/delete")
    assert gateway.asked == []
