import io
import json

from tests.frontend import media_samples, samples
from tests.frontend.browser import Browser
from tests.frontend.media_samples import CONVERT, WEB
from tests.frontend.mock_gateway import MockGateway
from tests.frontend.page import Page, text_of


def token_of(page: Page) -> str:
    return page.all("input", name="csrf_token")[0].get("value") or ""


def open_list(ada: Browser, gateway: MockGateway) -> Page:
    gateway.answers("GET", "/v1/presets", {"items": [WEB]})
    gateway.answers("GET", "/v1/services", samples.services(samples.service(operations=[CONVERT])))
    return ada.open("/presets/")


def test_presets_are_listed_with_what_they_are_for(ada: Browser, gateway: MockGateway) -> None:
    page = open_list(ada, gateway)
    assert "For the web" in page.main
    assert "Video / Convert" in page.main


def test_what_stands_in_a_form_is_kept(ada: Browser, gateway: MockGateway) -> None:
    token = token_of(open_list(ada, gateway))
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CONVERT]))
    gateway.answers("POST", "/v1/presets", WEB, status=201)
    form = {"csrf_token": token, "preset_name": "For the web", "format": "mp4", "crf": "20"}
    response = ada.client.post("/presets/save/video/convert", data=form)
    assert (response.status_code, response.headers["Location"]) == (303, "/presets/")
    sent = gateway.sent()
    assert (sent["name"], sent["parameters"]["crf"]) == ("For the web", 20)
    assert "“For the web” is kept among your presets." in open_list(ada, gateway).html


def test_a_preset_is_renamed_and_deleted(ada: Browser, gateway: MockGateway) -> None:
    page = open_list(ada, gateway)
    gateway.answers("PATCH", "/v1/presets/p-1", {**WEB, "name": "Web"})
    assert ada.send_on(page, {"name": "Web"}, action="/presets/p-1/rename") == "/presets/"
    assert gateway.sent() == {"name": "Web"}
    gateway.answers("DELETE", "/v1/presets/p-1", None, status=204)
    assert ada.send_on(page, action="/presets/p-1/delete") == "/presets/"


def test_what_is_exported_can_be_imported(ada: Browser, gateway: MockGateway) -> None:
    token = token_of(open_list(ada, gateway))
    gateway.answers("GET", "/v1/presets", {"items": [WEB]})
    exported = ada.client.get("/presets/export.json")
    assert exported.headers["Content-Disposition"] == 'attachment; filename="presets.json"'
    gateway.answers("POST", "/v1/presets/import", {"added": 1, "skipped": 0})
    sent = {"csrf_token": token, "file": (io.BytesIO(exported.data), "presets.json")}
    ada.client.post("/presets/import", data=sent)
    (item,) = gateway.sent()["items"]
    assert item == {name: WEB[name] for name in ("service", "operation", "name", "parameters")}


def test_what_is_no_export_is_refused(ada: Browser, gateway: MockGateway) -> None:
    token = token_of(open_list(ada, gateway))
    for content in (b"", b"{", b"[]", json.dumps({"presets": 5}).encode(), b"[" * 9000):
        sent = {"csrf_token": token, "file": (io.BytesIO(content), "x.json")}
        ada.client.post("/presets/import", data=sent)
        assert "This is no file of presets." in open_list(ada, gateway).html


def test_a_preset_of_ones_own_fills_a_form_in(ada: Browser, gateway: MockGateway) -> None:
    own = {**WEB, "parameters": {"crf": 30}}
    gateway.answers("GET", "/v1/presets", {"items": [own]})
    gateway.answers("GET", "/v1/services", samples.services(samples.service(operations=[CONVERT])))
    page = ada.open("/presets/?service=video&file=f-lake")
    (link,) = page.all("a", href="/video/f-lake?operation=convert&own=p-1#convert")
    bench = media_samples.bench(media_samples.details(), own)
    gateway.answers("GET", "/v1/files/f-lake/workbench", bench)
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CONVERT]))
    editor = ada.open((link.get("href") or "").partition("#")[0])
    values = editor.values("/video/f-lake/convert")
    assert (values["crf"], values["volume"]) == ("30", "1.5")
    (chip,) = editor.all("a", href="/video/f-lake?operation=convert&own=p-1#convert")
    assert (text_of(chip), chip.get("aria-current")) == ("For the web", "true")


def test_who_keeps_what_stands_in_an_editor_goes_on_there(
    ada: Browser, gateway: MockGateway
) -> None:
    gateway.answers("GET", "/v1/services/video", samples.service(operations=[CONVERT]))
    bench = media_samples.bench(media_samples.details(), WEB)
    gateway.answers("GET", "/v1/files/f-lake/workbench", bench)
    token = token_of(ada.open("/video/f-lake"))
    gateway.answers("POST", "/v1/presets", WEB, status=201)
    form = {"csrf_token": token, "preset_name": "For the web", "format": "webm", "crf": "20"}
    response = ada.client.post("/presets/save/video/convert?file=f-lake", data=form)
    assert response.headers["Location"] == "/video/f-lake#convert"
    page = ada.open("/video/f-lake")
    assert "“For the web” is kept among your presets." in page.html
    assert page.values("/video/f-lake/convert")["crf"] == "20"
