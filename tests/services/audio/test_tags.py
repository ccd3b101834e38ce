"""Tags and covers: shown, edited without touching the sound, kept across formats."""

import io
from pathlib import Path

import pytest
from PIL import Image

from tests.services.audio.conftest import MakeSound
from tests.services.audio.sounds import TAGS, cover_bytes, decoded, parts
from tests.services.service_process import RefusedError, ServiceProcess

# Every format that holds covers stands in it as source and as target.
CHAIN = ("mp3", "m4a", "ogg", "flac", "opus", "aiff", "alac", "ogg", "mp3")


def test_tags_and_cover_survive_a_journey_through_all_formats(
    service: ServiceProcess, tagged: Path, cover: Path
) -> None:
    url = service.stored(tagged)
    for step, target in enumerate(CHAIN):
        output = f"step-{step}-{target}"
        made = service.convert(url, "convert", output, format=target)
        assert "cover_dropped" not in made.warnings
        tags = dict(service.probe(service.url(output)).tags)
        assert {name: tags.get(name) for name in TAGS} == TAGS, target
        assert cover_bytes(service.storage / output) == cover.read_bytes(), target
        url = service.url(output)


def test_wav_says_what_it_does_not_hold(service: ServiceProcess, tagged: Path) -> None:
    made = service.convert(service.stored(tagged), "convert", "poor", format="wav")
    assert made.warnings["tags_dropped"].endswith("does not hold: album artist, composer.")
    assert "cover_dropped" in made.warnings
    tags = service.probe(service.url("poor")).tags
    assert {tags[name] for name in ("title", "artist", "album", "date", "genre", "track")} <= {
        *TAGS.values()
    }


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "opus", "flac", "wav", "aiff"])
def test_tags_are_edited_and_every_sample_stays(
    service: ServiceProcess, sound: MakeSound, suffix: str
) -> None:
    path = sound(f"in.{suffix}")
    made = service.convert(
        service.stored(path),
        "tags",
        f"named-{suffix}",
        title="Ωmega; a=b",
        artist="Ada",
        date="1843",
    )
    assert made.result.method == "copy"
    tags = made.result.media.tags
    assert (tags["title"], tags["artist"], tags["date"]) == ("Ωmega; a=b", "Ada", "1843")
    assert (decoded(service.storage / f"named-{suffix}") == decoded(path)).all()


def test_what_is_left_out_stays_and_what_is_emptied_goes(
    service: ServiceProcess, tagged: Path, cover: Path
) -> None:
    url = service.stored(tagged)
    made = service.convert(url, "tags", "changed", title="New", genre="")
    tags = dict(made.result.media.tags)
    assert tags["title"] == "New"
    assert tags["artist"] == TAGS["artist"]
    assert "genre" not in tags
    assert cover_bytes(service.storage / "changed") == cover.read_bytes()


def test_everything_else_can_be_removed(service: ServiceProcess, tagged: Path) -> None:
    made = service.convert(service.stored(tagged), "tags", "bare", title="Only", clear=True)
    assert dict(made.result.media.tags) == {"title": "Only"}
    assert [stream.kind for stream in made.result.media.streams] == ["audio"]


def test_files_that_hold_no_tags_are_refused(service: ServiceProcess, sound: MakeSound) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(service.stored(sound("in.ac3")), "tags", title="No")
    assert refused.value.code == "NO_TAGS"


def test_changing_nothing_is_told(service: ServiceProcess, sound: MakeSound) -> None:
    with pytest.raises(RefusedError) as refused:
        service.plan(service.stored(sound("in.mp3")), "tags", title=" ", album="")
    assert refused.value.violations == {"title": "NOTHING_TO_DO"}


def test_a_trimmed_file_keeps_tags_and_cover(
    service: ServiceProcess, tagged: Path, cover: Path
) -> None:
    url = service.stored(tagged)
    for target in ("mp3", "m4a", "ogg", "opus"):
        service.convert(url, "convert", f"long-{target}", format=target)
        made = service.convert(
            service.url(f"long-{target}"), "trim", f"short-{target}", segments=parts((1, 2))
        )
        assert made.result.method == "copy"
        assert made.result.media.tags["title"] == TAGS["title"]
        assert cover_bytes(service.storage / f"short-{target}") == cover.read_bytes()


@pytest.mark.parametrize("suffix", ["mp3", "m4a", "ogg", "opus", "flac", "aiff"])
def test_a_new_cover_takes_the_place_of_the_old(
    service: ServiceProcess, tagged: Path, tmp_path: Path, suffix: str
) -> None:
    url = service.stored(tagged)
    service.convert(url, "convert", f"covered-{suffix}", format=suffix)
    picture = service.storage / "picture.png"
    Image.new("RGBA", (1800, 900), (200, 60, 20, 128)).save(picture)
    made = service.convert(
        service.url(f"covered-{suffix}"), "tags", f"recovered-{suffix}",
        {"p": service.url("picture.png")}, cover="p",
    )  # fmt: skip
    assert made.result.method == "copy"
    assert [stream.kind for stream in made.result.media.streams].count("cover") == 1
    with Image.open(io.BytesIO(cover_bytes(service.storage / f"recovered-{suffix}"))) as cover:
        assert (cover.format, cover.size) == ("JPEG", (1400, 700))
    tags = dict(made.result.media.tags)
    assert {name: tags.get(name) for name in TAGS} == TAGS


def test_the_cover_is_removed_and_nothing_else(service: ServiceProcess, tagged: Path) -> None:
    made = service.convert(service.stored(tagged), "tags", "uncovered", remove_cover=True)
    assert [stream.kind for stream in made.result.media.streams] == ["audio"]
    assert made.result.media.tags["title"] == TAGS["title"]


def test_what_is_no_picture_becomes_no_cover(
    service: ServiceProcess, tagged: Path, sound: MakeSound
) -> None:
    url = service.stored(tagged)
    bomb = service.storage / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(bomb)
    for name in ("bomb.png", Path(service.stored(sound("in.mp3"))).name):
        with pytest.raises(RefusedError) as refused:
            service.plan(url, "tags", {"p": service.url(name)}, cover="p")
        assert refused.value.violations == {"cover": "NOT_A_PICTURE"}
    wav = service.stored(sound("in.wav"))
    Image.new("RGB", (9, 9)).save(service.storage / "small.png")
    with pytest.raises(RefusedError) as refused:
        service.plan(wav, "tags", {"p": service.url("small.png")}, cover="p")
    assert refused.value.violations == {"cover": "NO_COVER"}
