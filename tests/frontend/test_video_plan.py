from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import CONVERT, CUT, fact
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page

CUT_ACTION = "/video/f-lake/cut"


def open_editor(ada: Browser, gateway: MockGateway) -> Page:
    gateway.answers(
        "GET", "/v1/files/f-lake/workbench", media_samples.bench(media_samples.details())
    )
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    return ada.open("/video/f-lake")


def check(ada: Browser, gateway: MockGateway, values: dict[str, str], *, fragment: bool) -> str:
    """Send the form of the cut to the address that plans; return the answer's HTML."""
    page = open_editor(ada, gateway)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    headers = {"HX-Request": "true"} if fragment else {}
    ada.response = ada.client.post(
        "/video/f-lake/plan", data={**page.values(CUT_ACTION), **values}, headers=headers
    )
    return ada.response.text


def test_before_an_instant_cut_the_page_tells_where_it_lands(
    ada: Browser, gateway: MockGateway
) -> None:
    warning = {"code": "hidden", "message": "Pictures before the start stay hidden in the file."}
    landing = [fact("actual_start_seconds", "Really starts at", 4.004)]
    gateway.answers(
        "POST", "/v1/plans", media_samples.plan(method="copy", facts=landing, warnings=[warning])
    )
    html = check(ada, gateway, {"start": "5", "mode": "instant"}, fragment=True)
    assert "Copied as it is" in html
    assert "0:04.004" in html
    assert "about 6.4 MB" in html
    assert "2 seconds" in html
    assert warning["message"] in html
    assert "<html" not in html
    assert gateway.sent()["parameters"] == {"start": 5.0, "end": 62.5, "mode": "instant"}


def test_a_plan_needs_two_calls(ada: Browser, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/plans", media_samples.plan())
    check(ada, gateway, {}, fragment=True)
    assert gateway.asked[2:] == ["GET /v1/services/video", "POST /v1/plans"]


def test_an_unknown_estimate_is_not_told(ada: Browser, gateway: MockGateway) -> None:
    plan = media_samples.plan(method="encode", estimated_bytes=0, estimated_seconds=0)
    gateway.answers("POST", "/v1/plans", plan)
    html = check(ada, gateway, {}, fragment=True)
    assert "Encoded again." in html
    assert "about" not in html


def test_what_is_wrong_is_told_beside_the_form(ada: Browser, gateway: MockGateway) -> None:
    html = check(ada, gateway, {"start": "soon"}, fragment=True)
    assert "Write a time as seconds" in html
    problem = ("beyond_duration", "The end lies beyond the file's 62.5 seconds.")
    gateway.refuses("POST", "/v1/plans", 422, "invalid", fields={"end": problem})
    assert "beyond the file" in check(ada, gateway, {"end": "99"}, fragment=True)


def test_without_javascript_the_plan_is_a_page_that_starts_the_work(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/plans", media_samples.plan())
    page = Page(check(ada, gateway, {"start": "5"}, fragment=False), "/video/f-lake/plan")
    assert page.h1 == "What will come out"
    nonce = page.values()["nonce"]
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CUT, CONVERT]))
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    assert ada.send_on(page) == "/jobs/j-1"
    assert gateway.sent()["parameters"] == {"start": 5.0, "end": 62.5, "mode": "exact"}
    assert gateway.requests[-1].headers["Idempotency-Key"] == nonce


def test_whoever_changes_their_mind_finds_the_form_as_it_was(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/plans", media_samples.plan())
    page = Page(check(ada, gateway, {"start": "0:05"}, fragment=False), "/video/f-lake/plan")
    assert page.link("Change something") == "/video/f-lake#cut"
    assert open_editor(ada, gateway).values(CUT_ACTION)["start"] == "0:05"


def test_without_javascript_what_is_wrong_comes_back_on_its_field(
    ada: Browser, gateway: MockGateway
) -> None:
    check(ada, gateway, {"start": "soon"}, fragment=False)
    assert ada.response.headers["Location"] == "/video/f-lake#cut"
    assert "Write a time" in open_editor(ada, gateway).error_of("start")


def test_an_operation_that_the_service_does_not_have_is_not_there(
    ada: Browser, gateway: MockGateway
) -> None:
    check(ada, gateway, {"operation": "explode"}, fragment=True)
    assert ada.response.status_code == 404
