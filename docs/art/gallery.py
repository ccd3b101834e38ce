"""The second picture: columns and arches of the gallery, with lamps and falling light."""

from drawing import (
    HALF,
    WIDE,
    Palette,
    across,
    band,
    both_sides,
    box,
    down,
    ellipse,
    glow,
    light,
    path,
    svg,
)
from stonework import arch, balustrade
from windows import BAYS

PIERS = (262, 610, 970, 1330, 1690)
FLOOR = 598


def column(x: float) -> str:
    """Return a column of the upper storey on its pilaster of the lower one."""
    capital = f"M{x - 34} 340q-2-22-16-30v-14h100v14q-14 8-16 30z"
    foot = f"M{x - 34} 560q-2 20-14 24v14h96v-14q-12-4-14-24z"
    return (
        path(box(x - 34, 0, 68, 1000), "url(#shaft)")
        + path(capital + foot + box(x - 42, 634, 84, 16), "url(#cap)")
        + path(f"M{x - 50} 297h100M{x - 42} 346h84M{x - 40} 556h80", stroke="url(#cap)")
    )


def sconce(x: float, y: float, p: Palette, theme: str) -> str:
    """Return a wall lamp with two candles, lit at night."""
    arms = f"M{x} {y + 34}v-16m0 8q-17 0-17-16m17 16q17 0 17-16"
    candles = "".join(box(x + side - 3, y - 6, 6, 16) for side in (-17, 17))
    flames = "".join(f"M{x + side} {y - 6}q-5-7 0-15q5 8 0 15z" for side in (-17, 17))
    lamp = (
        path(arms, stroke=p["brass"], stroke_width=4, stroke_linecap="round")
        + ellipse(x, y + 24, 9, 16, p["brass"], opacity=0.6)
        + path(candles, p["candle"], stroke=p["brass"])
    )
    if theme == "day":
        return lamp
    return light("warm", x, y, 150) + lamp + path(flames, p["flame"])


def beams() -> str:
    """Return the light that falls through the windows, each beam of three with soft edges."""
    sources = [(0, 120, 150)] + [(side * x, 70, 230) for x in BAYS[:2] for side in (-1, 1)]
    return "".join(
        path(
            f"M{x - half} {top}H{x + half}"
            f"L{x + half - 210 + spread} 1000H{x - half - 250 - spread}z",
            "url(#beam)",
        )
        for x, half, top in sources
        for spread in (0, 40, 80)
    )


def gallery(p: Palette, theme: str) -> str:
    """Return the storey with columns and arches, its balustrade and sconces."""
    middle = arch(0, 214, 14, 330, 1000)
    bays = "".join(arch(x, 124, 96, 330, FLOOR) for x in BAYS)
    left_bays = "".join(arch(-x, 124, 96, 330, FLOOR) for x in BAYS)
    edge, deep, plain = p["mid-edge"], p["mid-deep"], p["mid"]
    return svg(
        WIDE,
        "<defs>",
        down("mid", (0, plain, 1), (1, deep, 1)),
        down("rail", (0, edge, 1), (0.3, plain, 1), (1, deep, 1)),
        down("slab", (0, p["slab"], 1), (1, plain, 1)),
        down("cap", (0, edge, 1), (1, plain, 1)),
        down("edge", (0, edge, 1), (1, edge, 0.2)),
        across("shaft", (0, deep, 1), (0.3, p["slab"], 1), (0.55, plain, 1), (1, deep, 1)),
        down("beam", (0, p["halo"], 0), (0.3, p["halo"], 0.075), (1, p["halo"], 0)),
        glow("warm", p["brass"], 0.5),
        "</defs>",
        path(band(0, 1000) + middle + bays + left_bays, "url(#mid)", fill_rule="evenodd"),
        path(middle, stroke="url(#edge)", stroke_width=5),
        both_sides(
            path(bays, stroke="url(#edge)", stroke_width=4),
            path("".join(balustrade(x - 124, x + 124, 514, 70, 31) for x in BAYS), "url(#rail)"),
            path(box(250, FLOOR, HALF - 250, 36), "url(#slab)"),
            # The slab carries the holes of a film for its frieze.
            path(f"M296 616H{HALF}", stroke=deep, stroke_width=13, stroke_dasharray="10 12"),
            path(f"M250 597H{HALF}M250 635H{HALF}", stroke=edge, stroke_width=2.5),
            *(column(x) for x in PIERS),
            sconce(PIERS[0], 706, p, theme),
            *(sconce(x, 420, p, theme) for x in PIERS[1:]),
        ),
        beams(),
    )
