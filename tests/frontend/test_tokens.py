"""The style sheets keep to the tokens, and the tokens can be read in both themes."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "app" / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
COLOUR = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in COLOUR.findall(TOKENS)}

GROUNDS = ("ground", "surface", "raised")
INKS = ("ink", "ink-quiet", "brass", "moon", "wine", "leaf")
ON_FILLS = (
    ("on-brass", "brass"),
    ("on-brass", "brass-strong"),
    ("on-wine", "wine"),
    ("on-wine", "wine-strong"),
)


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", from 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_every_ink_can_be_read_on_every_ground(ink: str, ground: str, theme: str) -> None:
    assert contrast(COLOURS[ink][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "fill"), ON_FILLS)
def test_words_on_filled_buttons_can_be_read(ink: str, fill: str, theme: str) -> None:
    assert contrast(COLOURS[ink][theme], COLOURS[fill][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edges_of_controls_can_be_seen(ground: str, theme: str) -> None:
    assert contrast(COLOURS["control-edge"][theme], COLOURS[ground][theme]) >= 3


def test_black_on_white_has_the_contrast_that_the_standard_gives_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


SHEETS = sorted(path for path in CSS.rglob("*.css") if path.name != "tokens.css")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_colours_and_durations_stand_in_the_tokens_alone(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    raw = re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*;)|\brgba?\([^)]*\)|\bhsl\([^)]*\)", rules)
    raw += re.findall(r"(?<![\w.-])\d*\.?\d+m?s\b", rules)
    assert raw == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.stem)
def test_style_sheets_name_only_tokens_that_exist(sheet: Path) -> None:
    rules = sheet.read_text()
    known = set(re.findall(r"(--[\w-]+):", TOKENS + rules))
    used = set(re.findall(r"var\((--[\w-]+)\)", rules))
    assert used <= known, f"{used - known}"
