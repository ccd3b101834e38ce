"""Pictures of people, made by the real image service."""

import io
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PIL import Image

from backend.gateway.accounts.avatars import MAX_UPLOAD_BYTES
from backend.gateway.context import Context
from config import GatewayConfig
from tests.gateway.personas import Person
from tests.services.image.image_process import ImageProcess
from tests.services.image.pictures import BLUE, RED, quarters
from tests.services.service_process import SERVICE_KEY, ServiceProcess


@pytest.fixture(scope="module")
def images(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServiceProcess]:
    running = ImageProcess(tmp_path_factory.mktemp("images")).started()
    yield running
    running.stop()


@pytest.fixture
def config(config: GatewayConfig, images: ServiceProcess) -> GatewayConfig:
    return replace(
        config,
        media_services=(images.address,),
        service_key=SERVICE_KEY,
        storage_url=images.storage.as_uri(),
    )


@pytest.fixture
def pictures(images: ServiceProcess) -> Callable[[], list[str]]:
    """Lists the pictures that are kept, and what is left of those that came in."""
    folders = [images.storage / name for name in ("avatars", "incoming")]
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)

    def kept() -> list[str]:
        return [path.name for each in folders for path in each.rglob("*") if path.is_file()]

    return kept


def encoded(image: Image.Image, kind: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def send(person: Person, picture: bytes) -> tuple[int, dict[str, object]]:
    headers = {"Content-Type": "application/octet-stream"}
    answer = person.request("PUT", "/v1/account/avatar", headers=headers, content=picture)
    body: dict[str, object] = answer.json()
    return answer.status_code, body


def test_a_picture_is_cut_square_and_encoded_again(
    alice: Person, pictures: Callable[[], list[str]]
) -> None:
    status, account = send(alice, encoded(quarters(1200, 800)))
    assert status == 200
    assert account["avatar"]
    assert alice.get("/v1/account").json()["avatar"] == account["avatar"]
    answer = alice.get("/v1/account/avatar")
    assert answer.headers["Content-Type"] == "image/webp"
    image = Image.open(io.BytesIO(answer.content)).convert("RGB")
    assert image.size == (256, 256)
    for place, colour in (((40, 40), RED), ((40, 216), BLUE)):
        pixel = image.getpixel(place)
        assert isinstance(pixel, tuple)
        assert all(abs(a - b) < 12 for a, b in zip(pixel, colour, strict=True))
    assert pictures() == [account["avatar"]]


def test_it_tells_nothing_of_where_it_was_taken(alice: Person) -> None:
    exif = Image.Exif()
    exif[0x010E] = "At home, Elm Street 1"
    buffer = io.BytesIO()
    quarters(600, 400).save(buffer, "JPEG", exif=exif)
    assert b"Elm Street" in buffer.getvalue()
    send(alice, buffer.getvalue())
    assert b"Elm Street" not in alice.get("/v1/account/avatar").content


def test_a_small_picture_becomes_as_large_as_any(alice: Person) -> None:
    assert send(alice, encoded(quarters(20, 30), "PNG"))[0] == 200
    image = Image.open(io.BytesIO(alice.get("/v1/account/avatar").content))
    assert image.size == (256, 256)


def test_browsers_are_told_when_theirs_is_still_good(alice: Person) -> None:
    send(alice, encoded(quarters()))
    tag = alice.get("/v1/account/avatar").headers["ETag"]
    assert alice.get("/v1/account/avatar", **{"If-None-Match": tag}).status_code == 304
    send(alice, encoded(quarters(90, 90)))
    assert alice.get("/v1/account/avatar", **{"If-None-Match": tag}).status_code == 200


def test_another_picture_takes_the_place_of_the_one_before(
    alice: Person, pictures: Callable[[], list[str]]
) -> None:
    first = send(alice, encoded(quarters()))[1]["avatar"]
    second = send(alice, encoded(quarters(90, 90)))[1]["avatar"]
    assert first != second
    assert pictures() == [second]


def test_without_a_picture_there_is_none_and_it_can_be_taken_away(
    alice: Person, outsider: Person, visitor: Person, pictures: Callable[[], list[str]]
) -> None:
    assert alice.get("/v1/account/avatar").status_code == 404
    send(alice, encoded(quarters()))
    assert outsider.get("/v1/account/avatar").status_code == 404
    assert visitor.get("/v1/account/avatar").status_code == 401
    answer = alice.request("DELETE", "/v1/account/avatar")
    assert answer.json()["avatar"] == ""
    assert alice.get("/v1/account/avatar").status_code == 404
    assert pictures() == []


@pytest.mark.parametrize("content", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + b"\0" * 500])
def test_what_is_no_picture_is_refused_at_its_field_and_nothing_is_left(
    alice: Person, pictures: Callable[[], list[str]], content: bytes
) -> None:
    status, problem = send(alice, content)
    assert status == 422
    assert list(problem["fields"]) == ["picture"]  # type: ignore[call-overload]
    assert pictures() == []


def test_one_that_is_too_large_is_refused(alice: Person) -> None:
    status, problem = send(alice, b"\xff" * (MAX_UPLOAD_BYTES + 1))
    assert (status, problem["code"]) == (413, "too_large")


def test_the_pictures_of_a_deleted_account_go_with_it(
    alice: Person, context: Context, pictures: Callable[[], list[str]]
) -> None:
    send(alice, encoded(quarters()))
    assert alice.delete("/v1/account", password=alice.password).status_code == 204
    assert pictures() == []
