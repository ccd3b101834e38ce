"""The rules of the frontend's house, kept by looking at its source."""

import ast
import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app import create_app
from tests.architecture.app_sources import APP, imports, modules, templates
from tests.frontend.conftest import TEST_CONFIG

VIEW_LINES = 25
MODULE_LINES = 300

# Every address that people and links rely on: who may see it, and how it is asked.
ROUTES = """
open  GET       /
open  GET       /_components
open  GET       /about
open  GET,POST  /forgot-password
open  GET       /forgot-password/sent
open  GET       /healthz
open  GET,POST  /login
open  POST      /logout
open  GET       /manifest.webmanifest
open  GET       /offline
open  POST      /password-strength
open  GET,POST  /register
open  GET,POST  /reset-password/<token>
open  GET       /s/<token>
open  GET       /s/<token>/content
open  GET       /s/<token>/download
open  GET       /service-worker.js
open  GET       /status/
open  GET       /status/now
open  GET       /status.json
open  POST      /language
open  POST      /theme
login GET       /achievements/
login GET       /files/
login GET       /files/<file_id>
login GET       /files/<file_id>/content
login GET       /files/<file_id>/delete
login POST      /files/<file_id>/delete
login POST      /files/<file_id>/discard
login GET       /files/<file_id>/download
login GET       /files/<file_id>/facts
login GET       /files/<file_id>/poster
login GET       /files/<file_id>/preview/<kind>
login POST      /files/<file_id>/rename
login POST      /files/<file_id>/restore
login GET,POST  /files/<file_id>/share
login GET       /files/selected/delete
login POST      /files/selected/delete
login GET       /files/selected/zip
login POST      /files/<file_id>/share/<token>/withdraw
login GET       /jobs/<job_id>
login POST      /jobs/<job_id>/again
login POST      /jobs/<job_id>/cancel
login GET       /jobs/<job_id>/progress
login GET       /jobs/<job_id>/row
login GET       /jobs/tray
login GET       /profile/
login POST      /profile/
login GET       /profile/avatar
login GET       /profile/data
login GET       /profile/data/download
login GET,POST  /profile/delete
login GET,POST  /profile/email
login GET,POST  /profile/email/confirm/<token>
login POST      /profile/email/keep
login GET,POST  /profile/notifications
login GET,POST  /profile/password
login GET,POST  /profile/picture
login POST      /profile/picture/remove
login GET       /profile/sessions
login POST      /profile/sessions/<session_id>/end
login POST      /profile/sessions/end-others
login GET,POST  /profile/settings
login GET       /profile/statistics
login GET,POST  /profile/tokens
login POST      /profile/tokens/<token_id>/withdraw
login GET       /uploads/
login POST      /uploads/
login DELETE,HEAD,PATCH /uploads/<upload_id>
login GET       /audio/
login GET       /audio/<file_id>
login POST      /audio/<file_id>/<name>
login POST      /audio/<file_id>/plan
login POST      /audio/upload/<token>
login GET       /image/
login GET       /image/<file_id>
login POST      /image/<file_id>/<name>
login POST      /image/<file_id>/plan
login POST      /image/<file_id>/preview/<kind>
login POST      /image/upload/<token>
login GET       /service/<service>/
login GET       /service/<service>/<file_id>
login POST      /service/<service>/<file_id>/<name>
login POST      /service/<service>/<file_id>/plan
login POST      /service/<service>/upload/<token>
login GET       /batches/new
login POST      /batches/new
login GET       /batches/<batch_id>
login GET       /batches/<batch_id>/progress
login POST      /batches/<batch_id>/cancel
login GET       /presets/
login GET       /presets/export.json
login POST      /presets/import
login POST      /presets/save/<service>/<operation>
login POST      /presets/<preset_id>/rename
login POST      /presets/<preset_id>/delete
login GET       /video/
login GET       /video/<file_id>
login POST      /video/<file_id>/<name>
login POST      /video/<file_id>/plan
login POST      /video/<file_id>/preview/joint
login POST      /video/upload/<token>
"""


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(TEST_CONFIG)


def test_each_route_is_known_and_declares_who_may_see_it(app: Flask) -> None:
    expected = {" ".join(line.split()) for line in ROUTES.strip().splitlines()}
    assert {describe(app, rule) for rule in app.url_map.iter_rules()} == expected


def test_what_is_not_open_leads_to_log_in(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if vars(view)["access"] == "login" and "GET" in (rule.methods or ()):
            path = rule.build(dict.fromkeys(rule.arguments, "x"))
            assert path is not None
            answer = client.get(path[1])
            assert answer.headers.get("Location", "").startswith("/login?next="), rule.rule


def test_only_the_gateway_client_speaks_http() -> None:
    speakers = {"requests", "urllib3", "http.client", "urllib.request", "httpx", "socket"}
    for path, module in modules().items():
        if not path.startswith("app/gateway/"):
            found = {each for each in imports(module) if each.split(".")[0] in speakers}
            assert found <= {"http.cookiejar"} - speakers, f"{path} imports {found}"


def test_the_gateway_client_knows_nothing_of_flask_and_of_pages() -> None:
    for path, module in modules().items():
        if path.startswith("app/gateway/"):
            own = {each for each in imports(module) if each.split(".")[0] == "app"}
            assert all(each.startswith("app.gateway") for each in own), path
            assert not any(each.startswith("flask") for each in imports(module)), path


def test_the_frontend_knows_the_backend_only_by_its_contract() -> None:
    for path, module in modules().items():
        assert not any(each.startswith("backend") for each in imports(module)), path


def test_views_are_short() -> None:
    for path, module in modules().items():
        for node in ast.walk(module):
            if isinstance(node, ast.FunctionDef) and path.endswith("views.py"):
                length = (node.end_lineno or 0) - node.lineno + 1
                assert length <= VIEW_LINES, f"{path}: {node.name} has {length} lines"


def test_modules_are_short() -> None:
    for path in modules():
        length = len((APP.parent / path).read_text().splitlines())
        assert length <= MODULE_LINES, f"{path} has {length} lines"


def test_each_macro_that_a_template_imports_is_used() -> None:
    for path, text in templates().items():
        for line in re.findall(r"{%-? from '[^']+' import (.+?) -?%}", text):
            for name in (each.split(" as ")[-1].strip() for each in line.split(",")):
                uses = len(re.findall(rf"\b{re.escape(name)}\b", text))
                assert uses > 1, f"{path} imports {name} and does not use it"


def test_each_template_is_rendered_or_taken_up_by_another() -> None:
    sources = [(APP.parent / path).read_text() for path in modules()]
    texts = [*sources, *templates().values()]
    for path in templates():
        assert any(f'"{path}"' in text or f"'{path}'" in text for text in texts), path


def describe(app: Flask, rule: Rule) -> str:
    methods = (rule.methods or set()) - {"OPTIONS"}
    if "GET" in methods:
        methods -= {"HEAD"}
    access = vars(app.view_functions[rule.endpoint]).get("access", "undeclared")
    return f"{access} {','.join(sorted(methods))} {rule.rule.replace(', ', ',')}"


def test_each_module_that_a_template_asks_for_is_there() -> None:
    asked = {
        name
        for template in (APP / "templates").rglob("*.html")
        for names in re.findall(r'data-module="([\w -]+)"', template.read_text())
        for name in names.split()
    }
    assert len(asked) > 20
    assert not {name for name in asked if not (APP / f"static/js/{name}.js").exists()}
