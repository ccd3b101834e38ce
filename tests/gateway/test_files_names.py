"""Names of files: what is kept of what people, browsers and scripts send."""

import unicodedata

import pytest

from backend.gateway.files.filenames import display_name, name_key, with_extension
from backend.gateway.jobs.result_names import result_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("holiday.mp4", "holiday.mp4"),
        ("/etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\0b\x07c.mp4", "abc.mp4"),
        ("one\u2028two.mp4", "one two.mp4"),
        ("  spaced   out .mp4 ", "spaced out .mp4"),
        ("trailing dots...", "trailing dots"),
        ("\u202egpj.exe", "gpj.exe"),
        ("\u2066isolated\u2069.mp4", "isolated.mp4"),
        ("שלום.mp4", "שלום.mp4"),
        ("e\u0301te\u0301.mp4", "été.mp4"),
        ("\ud800.mp4", "unnamed.mp4"),
        ("", "unnamed"),
        ("...", "unnamed"),
        (".mp4", "unnamed.mp4"),
    ],
)
def test_a_name_is_cleaned_and_kept(given: str, kept: str) -> None:
    assert display_name(given) == kept


@pytest.mark.parametrize(
    "stem", ["a" * 300, "ü" * 300, "語" * 300, "👨‍👩‍👧‍👦" * 40, "e\u0323\u0307" * 200]
)
def test_a_long_name_is_cut_before_its_extension(stem: str) -> None:
    name = display_name(f"{stem}.webm")
    assert len(name.encode()) <= 255
    assert name.endswith(".webm")
    assert len(name.encode()) > 225
    last = name.removesuffix(".webm")[-1]
    assert last != "\u200d"


def test_a_cut_does_not_tear_a_composed_character_apart() -> None:
    family = "👨‍👩‍👧‍👦"
    kept = display_name(f"{family * 40}.mp4").removesuffix(".mp4")
    assert kept == family * (len(kept) // len(family))


def test_names_compare_regardless_of_case_and_form() -> None:
    assert name_key("STRASSE") == name_key("straße")
    assert name_key(unicodedata.normalize("NFD", "Köln")) == name_key("KÖLN")


@pytest.mark.parametrize(
    ("name", "extension", "kept"),
    [("clip", "mp4", "clip.mp4"), ("clip.MP4", "mp4", "clip.MP4"), ("clip.tar", "", "clip.tar")],
)
def test_a_new_name_carries_the_old_extension(name: str, extension: str, kept: str) -> None:
    assert with_extension(name, extension) == kept


@pytest.mark.parametrize(
    ("source", "parameters", "extension", "name"),
    [
        ("holiday.mp4", {"format": "webm"}, "webm", "holiday.webm"),
        ("holiday.mp4", {"format": "mp4"}, "mp4", "holiday (convert).mp4"),
        ("holiday.mp4", {"start": 5, "end": 12.5}, "mp4", "holiday (0-05 to 0-12.5).mp4"),
        ("holiday.mp4", {"end": 3723}, "mkv", "holiday (0-00 to 1-02-03).mkv"),
        ("no extension", {}, "mp3", "no extension.mp3"),
    ],
)
def test_a_result_is_called_after_its_source(
    source: str, parameters: dict[str, str | float], extension: str, name: str
) -> None:
    assert result_name(source, "convert", parameters, extension) == name


def test_the_result_of_a_long_name_keeps_what_tells_it_apart() -> None:
    name = result_name("ü" * 200 + ".mp4", "cut", {"start": 1, "end": 2}, "mp4")
    assert name.endswith(" (0-01 to 0-02).mp4")
    assert len(name.encode()) <= 255
