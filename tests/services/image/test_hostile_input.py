"""Files that mean harm: each is refused with a clear code, soon, and in bounded memory."""

import http.server
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from backend.services.failures import MediaFailure
from backend.services.image.recipe import Recipe
from backend.services.process import ProcessLimits
from tests.services.image.engine_runner import EngineRunner
from tests.services.image.image_process import ImageProcess
from tests.services.image.pictures import (
    SVG,
    gif_bomb,
    pixels,
    png_bomb,
    quarters,
    tiff_bomb,
)
from tests.services.service_process import RefusedError, ServiceProcess

MIB = 1024 * 1024
LIMITS = ProcessLimits(seconds=10, memory_bytes=1024 * MIB, output_bytes=64 * MIB, nice=0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png_bomb, "TOO_MANY_PIXELS"),
        (gif_bomb, "TOO_MANY_PAGES"),
        (tiff_bomb, "TOO_MANY_PAGES"),
        (lambda: b"BM" + b"\0" * 16 + b"\xff\xff\xff\x7f" * 2 + b"\1\0\x18\0" * 9, "DAMAGED"),
        (lambda: SVG.replace(b"120", b"90000").replace(b"80", b"90000"), "TOO_MANY_PIXELS"),
        (lambda: b'<svg width="1e6" height="1e6"/>', "TOO_MANY_PIXELS"),
        (lambda: b"#EXTM3U\n/etc/passwd\n", "NOT_MEDIA"),
        (lambda: b"1,2,3\n4,5,6\n", "NOT_MEDIA"),
        (lambda: b"PK\3\4" + b"\0" * 99, "NOT_MEDIA"),
        (lambda: b"%PDF-1.7\n", "NOT_MEDIA"),
        (lambda: b"P6 30000 30000 255\n", "NOT_MEDIA"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bomb_is_refused_by_its_header(
    tmp_path: Path, engine: EngineRunner, content: Callable[[], bytes], code: str
) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(content())
    with pytest.raises(MediaFailure) as refused:
        engine.inspect(path, LIMITS)
    assert refused.value.code == code


def test_a_drawing_sees_no_file_and_no_network(tmp_path: Path, engine: EngineRunner) -> None:
    asked: list[str] = []

    class Recorder(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)

        def log_message(self, *_: object) -> None: ...

    quarters().save(tmp_path / "secret.png")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/x"
        secret = (tmp_path / "secret.png").as_uri()
        for href in (secret, "secret.png", f"{tmp_path}/secret.png", f"{address}.png"):
            drawing = tmp_path / "drawing.svg"
            drawing.write_text(
                f'<?xml-stylesheet href="{address}.css"?>'
                '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80" '
                'xmlns:xlink="http://www.w3.org/1999/xlink">'
                f'<style>@import url("{address}.css");</style>'
                f'<image xlink:href="{href}" href="{href}" width="120" height="80"/>'
                "<script>window.location='/'</script>"
                '<rect width="1" height="1" fill="#0000ff"/></svg>'
            )
            output = tmp_path / "output.png"
            engine.develop(drawing, Recipe("png", opaque=True), output, LIMITS)
            shown = pixels(output)
            assert (shown[40, 60] == 255).all(), href
        server.shutdown()
    assert asked == []


def test_entities_of_a_drawing_are_not_followed(tmp_path: Path, engine: EngineRunner) -> None:
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for declaration, used in (
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"),
        (f'<!ENTITY a0 "ha">{nested}', "&a9;"),
    ):
        path = tmp_path / "entities.svg"
        path.write_text(
            f"<!DOCTYPE svg [{declaration}]>"
            '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80">'
            f"<text>{used}</text></svg>"
        )
        with pytest.raises(MediaFailure) as refused:
            engine.inspect(path, LIMITS)
        assert refused.value.code == "UNSUPPORTED"


def test_memory_time_and_output_are_limited(tmp_path: Path, engine: EngineRunner) -> None:
    path = tmp_path / "large.png"
    quarters(8000, 6000).save(path, compress_level=1)  # 137 MiB of pixels
    recipe = Recipe("tiff", straighten=5)
    for target, limits, code in (
        ("tiff", ProcessLimits(20, 180 * MIB, 999 * MIB, 0), "MEMORY_LIMIT"),
        ("heic", ProcessLimits(20, 180 * MIB, 999 * MIB, 0), "MEMORY_LIMIT"),
        ("avif", ProcessLimits(0.3, 4096 * MIB, 999 * MIB, 0), "TIME_LIMIT"),
        ("bmp", ProcessLimits(20, 4096 * MIB, 4 * MIB, 0), "OUTPUT_LIMIT"),
        ("tiff", ProcessLimits(20, 4096 * MIB, 10_000, 0), "OUTPUT_LIMIT"),
    ):
        with pytest.raises(MediaFailure) as refused:
            engine.develop(path, replace(recipe, target=target), tmp_path / "output", limits)
        assert refused.value.code == code, target


def test_cancelled_work_is_gone_within_two_seconds(service: ServiceProcess, tmp_path: Path) -> None:
    path = tmp_path / "slow.png"
    quarters(6000, 4000).save(path)
    request = service.request(
        service.stored(path), "edit", "cancelled", mode="percent", percent=200, format="avif"
    )
    call = service.stub.Convert(request, metadata=service.metadata)
    assert next(call).progress.fraction > 0
    begun = time.monotonic()
    call.cancel()
    # What is left is the process that makes the others.
    while len(psutil.Process(service.process.pid).children(recursive=True)) > 1:
        assert time.monotonic() - begun < 2
        time.sleep(0.01)
    assert not (service.storage / "cancelled").exists()
    assert list(service.scratch.glob("service-*/call-*")) == []


def test_refused_files_leave_nothing_behind(service: ServiceProcess, tmp_path: Path) -> None:
    for name, content, code in (
        ("empty.png", b"", "EMPTY"),
        ("text.png", b"hello", "NOT_MEDIA"),
        ("bomb.png", png_bomb(), "TOO_MANY_PIXELS"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        url = service.stored(path)
        for call in (
            lambda: service.probe(url),  # noqa: B023 - called at once
            lambda: service.plan(url, "convert", format="png"),  # noqa: B023
            lambda: service.convert(url, "convert", "refused", format="png"),  # noqa: B023
            lambda: service.preview(url, "refused"),  # noqa: B023
        ):
            with pytest.raises(RefusedError) as refused:
                call()
            assert refused.value.code == code
    assert not (service.storage / "refused").exists()
    assert list(service.scratch.glob("service-*/call-*")) == []


def test_the_service_itself_stays_small_whatever_it_is_sent(tmp_path: Path) -> None:
    service = ImageProcess(tmp_path / "data").started()
    try:
        photo = tmp_path / "photo.png"
        quarters(4000, 3000).save(photo, compress_level=1)
        url = service.stored(photo)
        service.probe(url)
        memory = psutil.Process(service.process.pid).memory_info
        before = memory().rss
        bombs = {"png": png_bomb(), "gif": gif_bomb(), "tiff": tiff_bomb(100_000)}
        for name, content in bombs.items():
            path = tmp_path / f"bomb.{name}"
            path.write_bytes(content)
            with pytest.raises(RefusedError):
                service.probe(service.stored(path))
        for number in range(4):
            service.preview(url, f"shown-{number}", "edited", operation="convert", parameters={
                "format": "png"})  # fmt: skip
            service.convert(url, "resize", f"small-{number}", mode="percent", percent=10)
        assert memory().rss - before < 10 * MIB
        # What forks the children has opened nothing either.
        (forking,) = psutil.Process(service.process.pid).children()
        assert forking.memory_info().rss < 150 * MIB
    finally:
        assert service.stop() == 0
