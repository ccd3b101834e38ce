"""The example of a service reads what is around, and refuses what is not for it."""

import asyncio
import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import JsonValue

from backend.gateway.media_client import struct
from backend.gateway.services import translation
from backend.services import parameters
from backend.services.failures import MediaFailure
from config import ServiceConfig
from examples import subtitles_service as service
from tests.system.subtitles import SRT, srt_file


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServiceConfig:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return ServiceConfig.from_environment("subtitles", service.DEFAULT_PORT)


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


def converted(config: ServiceConfig, subtitles: service.Subtitles, **asked: JsonValue) -> str:
    """Return the text that comes of a conversion."""
    operation = service.describe(config).operations[0]
    chosen = service.conversion(subtitles, parameters.checked(operation, struct(asked)))
    heard: list[float] = []

    async def report(fraction: float) -> None:
        heard.append(fraction)

    made = asyncio.run(chosen.run(report))
    assert heard[0] == 0
    return service.written(made, chosen.colour, chosen.note)


def wrong(config: ServiceConfig, subtitles: service.Subtitles, **asked: JsonValue) -> Sequence[str]:
    with pytest.raises(MediaFailure) as raised:
        converted(config, subtitles, **asked)
    return [f"{each.parameter}: {each.reason}" for each in raised.value.violations]


def test_what_it_says_of_itself_is_what_the_gateway_takes(config: ServiceConfig) -> None:
    described = translation.service(service.describe(config))
    types = {each.type for operation in described.operations for each in operation.parameters}
    scalars = {"choice", "number", "time", "switch", "integer", "colour", "text"}
    assert types == scalars | {"files"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_files_are_read_in_the_encodings_that_are_around(encoding: str, tmp_path: Path) -> None:
    text = SRT.replace("king", "König")
    subtitles = service.read(written(tmp_path, text.encode(encoding)))
    assert subtitles.cues[2].text == "Long live the König!"
    assert subtitles.duration_seconds == 62.0


def test_there_and_back_again_is_the_same(config: ServiceConfig, tmp_path: Path) -> None:
    original = service.read(srt_file(tmp_path))
    as_vtt = converted(config, original, format="vtt", note="from the play", colour="#ffee00")
    assert as_vtt.startswith("WEBVTT\n\nNOTE from the play\n\nSTYLE\n::cue { color: #ffee00 }\n")
    back = service.read(written(tmp_path, as_vtt.encode()))
    assert back.format == "vtt"
    assert back.cues == original.cues
    assert converted(config, back, format="srt") == SRT


def test_what_is_joined_begins_where_the_one_before_ends(tmp_path: Path) -> None:
    one = service.read(srt_file(tmp_path))
    film = service.joined(one, [one, one], 0.5)
    assert len(film.cues) == 9
    assert [cue.start_seconds for cue in film.cues[::3]] == [1.0, 63.5, 126.0]


def test_another_file_that_is_none_is_told_at_its_field(tmp_path: Path) -> None:
    with pytest.raises(MediaFailure) as raised:
        service.read_other(written(tmp_path, b"no subtitles"))
    assert [each.parameter for each in raised.value.violations] == ["others"]


def test_long_lines_are_broken_and_nothing_begins_before_the_film(
    config: ServiceConfig, tmp_path: Path
) -> None:
    text = converted(
        config, service.read(srt_file(tmp_path)), format="srt", shift=-2, line_length=12
    )
    assert text.startswith("1\n00:00:00,000 --> 00:00:00,500\n")
    assert "stand, and\nunfold\nyourself." in text


def test_wrong_values_are_named_on_their_fields(config: ServiceConfig, tmp_path: Path) -> None:
    subtitles = service.read(srt_file(tmp_path))
    assert wrong(config, subtitles, start=5, end=4) == ["end: START_AFTER_END"]
    assert wrong(config, subtitles, shift=-80) == ["start: NOTHING_LEFT"]
    assert wrong(config, subtitles, note="a --> b") == ["note: NOT_A_NOTE"]
    assert wrong(config, subtitles, line_length=3) == ["line_length: TOO_SMALL"]


@pytest.mark.parametrize(
    "content",
    [
        b"WEBVTT\n\n",
        b"1\n00:00:01,000 --> 00:00:00,500\nbackwards\n",
        b"\x00\x01" * 1000,
        b"1\n99999999:00:01,000 --> 99999999:00:02,000\nnever\n",
        b"<" * 100_000 + b" \t" * 100_000,
        b"0:00:01,000 " * 50_000,
    ],
    ids=["no cue", "backwards", "binary", "beyond all time", "markup", "times"],
)
def test_what_holds_no_subtitles_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(MediaFailure) as raised:
        service.read(written(tmp_path, content))
    assert raised.value.code == "NOT_MEDIA"


def test_a_file_beyond_all_subtitles_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.srt"
    with path.open("wb") as file:
        file.truncate(service.MAX_INPUT_BYTES + 1)
    with pytest.raises(MediaFailure) as raised:
        service.read(path)
    assert raised.value.code == "TOO_LARGE"


def test_damaged_files_are_read_or_refused(config: ServiceConfig, tmp_path: Path) -> None:
    chance = random.Random(5)
    refused = 0
    for _ in range(1000):
        content = bytearray(SRT.encode())
        for _ in range(chance.randrange(1, 40)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            converted(config, service.read(written(tmp_path, bytes(content))), plain=True)
        except MediaFailure:
            refused += 1
    assert 0 < refused < 1000
