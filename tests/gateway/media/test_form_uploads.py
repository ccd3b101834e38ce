"""Uploads by a plain form: streamed, whole or not at all."""

from dataclasses import replace

import httpx
import pytest

from backend.gateway.context import Context
from config import MIB, GatewayConfig
from tests.gateway.media.conftest import CLIP
from tests.gateway.media.processes import Toy
from tests.gateway.personas import Person

BOUNDARY = "----WebKitFormBoundary7MA4YWxkTrZu0gW"


@pytest.fixture
def config(config: GatewayConfig) -> GatewayConfig:
    return replace(config, max_upload_bytes=5 * MIB)


def part(name: str, content: bytes, filename: str | None = None) -> bytes:
    disposition = f'form-data; name="{name}"'
    if filename is not None:
        disposition += f'; filename="{filename}"'
    head = f"--{BOUNDARY}\r\nContent-Disposition: {disposition}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def post(person: Person, *parts: bytes, end: str = f"--{BOUNDARY}--\r\n") -> httpx.Response:
    return person.request(
        "POST",
        "/v1/uploads/form?service=toy",
        headers={"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"},
        content=b"".join(parts) + end.encode(),
    )


def left_behind(context: Context) -> list[str]:
    staged = [path.name for path in context.staging.folder.iterdir()]
    return staged + [blob.key for blob in context.storage.find("files")]


def test_a_forms_file_becomes_a_file(alice: Person, context: Context) -> None:
    content = CLIP + b"\r\n--" + BOUNDARY[:-1].encode() + b"\r\n" + bytes(2 * MIB)
    answer = post(alice, part("csrf_token", b"x"), part("file", content, "Ferien 🎬.toy"))
    assert answer.status_code == 201
    file = answer.json()
    assert (file["name"], file["size_bytes"]) == ("Ferien 🎬.toy", len(content))
    assert alice.get(f"/v1/files/{file['id']}/content").content == content
    assert left_behind(context) == [f"files/{file['id']}"]
    assert alice.get("/v1/uploads").json() == {"items": []}


@pytest.mark.parametrize(
    ("parts", "end", "code", "field"),
    [
        ([part("other", b"x")], f"--{BOUNDARY}--\r\n", "invalid", "file"),
        ([part("file", b"", "")], f"--{BOUNDARY}--\r\n", "invalid", "file"),
        ([part("file", b"", "empty.toy")], f"--{BOUNDARY}--\r\n", "empty_file", ""),
        ([part("file", CLIP, "a.toy")] * 2, f"--{BOUNDARY}--\r\n", "invalid", "file"),
        ([part("file", CLIP, "cut off.toy")], "", "damaged_form", ""),
        ([b"this is no form at all"], "", "damaged_form", ""),
        ([part("x" * 9000, b"")], f"--{BOUNDARY}--\r\n", "damaged_form", ""),
        ([part("field", bytes(100_000))], f"--{BOUNDARY}--\r\n", "damaged_form", ""),
        ([part("file", b"text", "text.toy")], f"--{BOUNDARY}--\r\n", "not_media", ""),
    ],
)
def test_a_form_that_brings_no_file_leaves_nothing(
    alice: Person, context: Context, parts: list[bytes], end: str, code: str, field: str
) -> None:
    answer = post(alice, *parts, end=end)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert list(answer.json()["fields"]) == ([field] if field else [])
    assert left_behind(context) == []


def test_a_body_that_is_no_form_is_refused(alice: Person) -> None:
    answer = alice.request("POST", "/v1/uploads/form?service=toy", content=CLIP)
    assert (answer.status_code, answer.json()["code"]) == (422, "not_a_form")


def test_a_form_over_the_limit_is_refused(alice: Person, context: Context) -> None:
    answer = post(alice, part("file", bytes(6 * MIB), "big.toy"))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert left_behind(context) == []


def test_a_form_for_an_unknown_service_is_refused(alice: Person) -> None:
    answer = alice.request("POST", "/v1/uploads/form?service=fax", content=b"")
    assert answer.json()["fields"]["service"]["code"] == "unknown_service"


def test_a_form_leaves_nothing_while_the_service_is_away(
    alice: Person, context: Context, toy: Toy
) -> None:
    toy.end()
    answer = post(alice, part("file", CLIP, "clip.toy"))
    assert (answer.status_code, answer.json()["code"]) == (503, "service_unavailable")
    assert left_behind(context) == []
    assert alice.get("/v1/uploads").json() == {"items": []}
