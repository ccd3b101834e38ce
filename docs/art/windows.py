"""The farthest picture: the end wall with its tall windows, and the sky behind them."""

from drawing import HALF, WIDE, Palette, ball, band, down, ellipse, glow, light, path, svg
from stonework import arch

BAYS = (430, 790, 1150, 1510, 1870)
SILL = 640


def tracery(x: float, half: float, top: float, spring: float, p: Palette) -> str:
    """Return the stonework of one tall window: two lights and a rose, bars and frame."""
    quarter = half / 2
    lancets = "".join(
        arch(x + side * quarter, quarter - 5, top + half * 0.95, spring + half * 0.35, SILL)
        for side in (-1, 1)
    )
    bars = "".join(f"M{x - half:g} {y:g}h{2 * half:g}" for y in (spring + 100, spring + 200))
    thin = "".join(f"M{x + side * quarter:g} {top + half:g}V{SILL}" for side in (-1, 1))
    rose, radius = top + half * 0.72, half * 0.27
    return (
        path(lancets + bars, stroke=p["far"], stroke_width=7)
        + path(thin, stroke=p["far"], stroke_width=3)
        + ellipse(x, rose, radius, radius, stroke=p["far"], stroke_width=7)
        + path(arch(x, half + 5, top - 7, spring, SILL), stroke=p["far"], stroke_width=12)
        + path(arch(x, half + 12, top - 16, spring, SILL), stroke="url(#rim)", stroke_width=2.5)
    )


def stars() -> str:
    """Return small stars, scattered by the golden ratio so that none need be listed."""
    dots = [
        f"M{n * 618.034 % 3600 - 1800:.0f} {50 + n * 137.508 % 240:.0f}h0" for n in range(1, 180)
    ]
    return "".join(
        path("".join(some), stroke="#fff", stroke_linecap="round", stroke_width=width, opacity=seen)
        for some, width, seen in ((dots[::2], 2, 0.4), (dots[1::4], 3, 0.75))
    )


def hills(height: float, wave: float) -> str:
    """Return the path of a gentle ridge from edge to edge."""
    return f"M{-HALF} {height}q65{-wave:+g} 130 0{'t130 0' * 29}V660H{-HALF}z"


def far(p: Palette, theme: str) -> str:
    """Return the end wall: tall windows, the moon or the morning sun, hills outside."""
    windows = [(0, 176, 40, 330)]
    windows += [(side * x, 98, 150, 320) for x in BAYS for side in (-1, 1)]
    panes = path("".join(arch(*window, SILL) for window in windows))
    orb = 122, 268
    return svg(
        WIDE,
        "<defs>",
        down("wall", (0, p["far-deep"], 1), (0.35, p["far"], 1), (1, p["far-deep"], 1)),
        down("rim", (0, p["far-edge"], 0.9), (1, p["far-edge"], 0.15)),
        down("sky", (0, p["sky-high"], 1), (1, p["sky-low"], 1)),
        ball("orb", (0, "#fff", 1), (0.6, p["orb"], 1), (1, p["orb-edge"], 1)),
        glow("halo", p["halo"], 0.45),
        f'<clipPath id="panes">{panes}</clipPath>',
        "</defs>",
        path(band(0, 1000), "url(#wall)"),
        '<g clip-path="url(#panes)">',
        path(band(30, 620), "url(#sky)"),
        stars() if theme == "night" else "",
        light("halo", *orb, 360) + light("halo", *orb, 110) + light("orb", *orb, 28),
        path(hills(560, 34), p["hill"], opacity=0.4),
        path(hills(606, -26), p["hill"], opacity=0.7),
        "</g>",
        *(tracery(*window, p) for window in windows),
        path(band(652, 2) + band(668, 2), p["far-edge"], opacity=0.4),
    )
