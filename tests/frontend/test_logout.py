from tests.frontend import samples
from tests.frontend.browser import Browser
from tests.frontend.mock_gateway import MockGateway


def test_logging_out_ends_the_session_here_and_at_the_gateway(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    gateway.answers("DELETE", "/v1/sessions/current", status=204)
    log_out(ada)
    assert gateway.requests[-1].headers["Authorization"] == "Bearer token-of-ada"
    assert ada.led_from("/profile/") == "/login?next=/profile/"


def test_people_are_logged_out_here_even_while_the_gateway_is_down(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/account", samples.ADA)
    gateway.is_down()
    log_out(ada)
    assert ada.led_from("/profile/") == "/login?next=/profile/"


def test_a_link_cannot_log_anybody_out(ada: Browser, gateway: MockGateway) -> None:
    ada.open("/logout", status=405)
    assert gateway.asked == []


def log_out(browser: Browser) -> None:
    page = browser.open("/profile/")
    (form,) = page.all("form", action="/logout")
    (token,) = [each.get("value") for each in form.iter("input")]
    response = browser.client.post("/logout", data={"csrf_token": token})
    assert response.headers["Location"] == "/"
