"""The chandelier, a picture of its own: it hangs from above while the stairs stand below."""

import math

from drawing import Palette, across, box, ellipse, glow, light, path, svg

# (radius, height of the ring in the picture, candles on its half turned to us)
RINGS = ((150, 300, 9), (88, 218, 6))
STEM = (
    "M0 130c16 8 16 26 4 34c14 8 20 22 4 34c10 14 12 60 0 92c10 12 8 34-8 52"
    "c-16-18-18-40-8-52c-12-32-10-78 0-92c-16-12-10-26 4-34c-12-8-12-26 4-34z"
)


def candles(radius: float, y: float, count: int) -> list[tuple[float, float]]:
    """Return where the candles of a ring stand, seen a little from below."""
    angles = [math.pi * (n + 0.5) / count for n in range(count)]
    near = [(radius * math.cos(a), y + radius * 0.15 * math.sin(a)) for a in angles]
    return near + [(x, 2 * y - low) for x, low in near[1:-1]]


def ring(radius: float, y: float, count: int, p: Palette) -> str:
    """Return a ring that hangs from the stem, with its candles."""
    arms = f"M0 {y - 80}Q{radius / 2:g} {y - 50} {radius} {y}"
    arms += f"M0 {y - 80}Q{-radius / 2:g} {y - 50} {-radius} {y}"
    wax = "".join(box(round(x) - 3, round(low) - 26, 6, 26) for x, low in candles(radius, y, count))
    return (
        ellipse(0, y, radius, radius * 0.15, stroke="url(#metal)", stroke_width=7)
        + path(arms, stroke=p["brass"], stroke_width=2.5, opacity=0.7)
        + path(wax, p["candle"], stroke=p["brass"])
    )


def chandelier(p: Palette, theme: str) -> str:
    """Return the chandelier: two rings of candles on a stem, lit at night."""
    flames = [(x, low - 34) for one in RINGS for x, low in candles(*one)]
    fire = "".join(f"M{x:.1f} {y + 8:.1f}q-5-8 0-17q5 9 0 17z" for x, y in flames)
    is_lit = theme == "night"
    return svg(
        "-300 0 600 480",
        "<defs>",
        across("metal", (0, p["near-deep"], 1), (0.5, p["brass"], 1), (1, p["near-deep"], 1)),
        glow("warm", p["brass"], 0.55),
        glow("candle", p["flame"], 0.8),
        "</defs>",
        light("warm", 0, 270, 210) if is_lit else "",
        path("M0 0V330", stroke=p["brass"], stroke_width=3, stroke_dasharray="9 4", opacity=0.8),
        path(STEM, "url(#metal)"),
        *(ring(*one, p) for one in RINGS),
        "".join(light("candle", x, y, 34) for x, y in flames) if is_lit else "",
        path(fire, p["flame"]) if is_lit else "",
    )
