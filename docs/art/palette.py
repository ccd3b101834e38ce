"""Colours of the artwork, mixed from the tokens that the pages use."""

import re
from pathlib import Path

TOKENS = Path(__file__).parents[2] / "app/static/css/tokens.css"
TWO_COLOURS = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);")


def tokens(theme: str) -> dict[str, str]:
    """Return the colours of `theme` ("day" or "night") by name, as ``#rrggbb``."""
    found = TWO_COLOURS.findall(TOKENS.read_text())
    return {name: day if theme == "day" else night for name, day, night in found}


def mix(first: str, second: str, share: float) -> str:
    """Return `first` with a share (0 to 1) of `second`, both ``#rrggbb``."""
    pairs = zip(bytes.fromhex(first[1:]), bytes.fromhex(second[1:]), strict=True)
    return "#" + bytes(round(a + (b - a) * share) for a, b in pairs).hex()


def hall_palette(theme: str) -> dict[str, str]:
    """Return the colours of the hall by what they paint.

    At night depth goes from a blue haze into the dark, by day from paper into shade.
    """
    token = tokens(theme)
    ground, brass, moon, wine = (token[name] for name in ("ground", "brass", "moon", "wine"))
    black, white = "#000000", "#ffffff"
    if theme == "night":
        return {
            "ground": ground,
            "sky-high": mix(ground, moon, 0.31),
            "sky-low": mix(ground, moon, 0.16),
            "orb": mix(token["ink"], moon, 0.18),
            "orb-edge": mix(token["ink"], moon, 0.55),
            "halo": moon,
            "hill": mix(ground, moon, 0.09),
            "far": mix(ground, moon, 0.20),
            "far-deep": mix(ground, moon, 0.09),
            "far-edge": mix(ground, moon, 0.42),
            "mid": mix(ground, moon, 0.11),
            "mid-deep": mix(ground, moon, 0.04),
            "mid-edge": mix(ground, moon, 0.30),
            "slab": mix(ground, moon, 0.2),
            "near": mix(ground, moon, 0.055),
            "near-deep": mix(ground, black, 0.15),
            "near-edge": mix(ground, brass, 0.42),
            "front": mix(ground, black, 0.45),
            "front-edge": mix(ground, brass, 0.62),
            "brass": brass,
            "flame": mix(brass, token["ink"], 0.7),
            "candle": mix(brass, token["ink"], 0.5),
            "lamp": mix(brass, token["ink"], 0.7),
            "post": mix(ground, black, 0.5),
            "post-foot": mix(ground, black, 0.25),
            "shade": mix(ground, moon, 0.03),
            "cloth": mix(mix(ground, wine, 0.2), black, 0.12),
            "cloth-deep": mix(mix(ground, wine, 0.06), black, 0.35),
            "cloth-edge": mix(ground, wine, 0.3),
            "cord": mix(brass, black, 0.55),
            "room": mix(ground, black, 0.4),
            "screen": mix(token["ink"], moon, 0.5),
        }
    gilt = mix(brass, tokens("night")["brass"], 0.5)
    return {
        "ground": ground,
        "sky-high": mix(white, moon, 0.22),
        "sky-low": mix(white, brass, 0.10),
        "orb": white,
        "orb-edge": mix(white, brass, 0.12),
        "halo": mix(white, brass, 0.08),
        "hill": mix(ground, moon, 0.2),
        "far": mix(ground, brass, 0.06),
        "far-deep": mix(ground, brass, 0.13),
        "far-edge": white,
        "mid": mix(ground, brass, 0.15),
        "mid-deep": mix(ground, brass, 0.25),
        "mid-edge": mix(white, brass, 0.06),
        "slab": mix(ground, brass, 0.06),
        "near": mix(ground, brass, 0.30),
        "near-deep": mix(ground, brass, 0.42),
        "near-edge": mix(white, brass, 0.12),
        "front": mix(mix(brass, wine, 0.25), token["ink"], 0.5),
        "front-edge": mix(ground, brass, 0.55),
        "post": mix(mix(ground, brass, 0.62), wine, 0.12),
        "post-foot": mix(mix(ground, brass, 0.5), wine, 0.06),
        "shade": mix(ground, brass, 0.36),
        "brass": gilt,
        "flame": mix(white, brass, 0.1),
        "candle": white,
        "lamp": mix(white, brass, 0.06),
        "cloth": mix(wine, ground, 0.1),
        "cloth-deep": mix(wine, token["ink"], 0.35),
        "cloth-edge": mix(wine, ground, 0.3),
        "cord": mix(brass, wine, 0.6),
        "room": mix(mix(ground, brass, 0.75), token["ink"], 0.35),
        "screen": white,
    }
