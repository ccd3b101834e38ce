"""The third picture: the twin staircase, and between its flights the screening room."""

from drawing import (
    HALF,
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
from stonework import arch, posts

TOP, FLOOR, STEPS, RAIL = 580, 925, 17, 74
TOP_NEWEL = 659


def treads() -> list[tuple[float, float]]:
    """Return the corners of the treads of the right flight, from its foot up to the gallery."""
    ways = [n / STEPS for n in range(STEPS + 1)]
    # Shallow and wide at the foot, steeper above: the flight sweeps.
    return [(660 - 500 * (1 - t) ** 1.55, FLOOR - (FLOOR - TOP) * t) for t in ways]


def portrait(x: float, top: float, p: Palette) -> str:
    """Return a framed portrait, a dim figure in an oval."""
    half, height = 36, 90
    middle, dark = top + height / 2, p["near-deep"]
    shoulders = f"M{x - half * 0.5:g} {middle + 27:g}q{half * 0.5:g}-{half:g} {half:g} 0z"
    return (
        path(box(x - half, top, 2 * half, height), dark, stroke=p["brass"], stroke_width=4)
        + ellipse(x, middle, 26, 37, p["mid-edge"], opacity=0.3)
        + path(shoulders, dark)
        + ellipse(x, middle - 5, 11, 12, dark)
    )


def newels(p: Palette) -> str:
    """Return the posts at both ends of the rail: a ball above, a lamp at the foot."""
    (foot_x, foot_y), rim = treads()[0], {"stroke": p["near-edge"], "stroke_width": 1.5}
    x, y = foot_x - 14, foot_y - RAIL - 42
    dark = p["near-deep"]
    return (
        path(box(TOP_NEWEL - 13, TOP - RAIL - 6, 26, RAIL + 30), dark, **rim)
        + ellipse(TOP_NEWEL, TOP - RAIL - 16, 12, 12, dark, **rim)
        + light("warm", x, y, 170)
        + path(box(x - 15, y + 34, 30, 120) + box(x - 21, y + 26, 42, 10), dark, **rim)
        + path(f"M{x - 5:g} {y + 26:g}l-6-12h22l-6 12z", p["brass"])
        + ellipse(x, y, 17, 17, p["lamp"], stroke=p["brass"])
    )


def wall_of_flight(outline: str, p: Palette) -> str:
    """Return what carries the flight: a wall with niches and portraits."""
    corners = treads()
    niches = arch(500, 46, 810, 890, FLOOR)
    niches += "".join(arch(x, 46, 690, 770, FLOOR) for x in (730, 850, 1080, 1200, 1430, 1550))
    string = f"M200 {FLOOR}" + "".join(f"L{x + 16:.1f} {y + 36:.1f}" for x, y in corners[1:])
    return (
        path(f"{outline}V1000z", "url(#near)")
        + path(niches, "url(#niche)", stroke=p["near-edge"], stroke_width=1.5, stroke_opacity=0.5)
        + path(f"{string}H{HALF}", stroke=p["near-edge"], stroke_width=2, opacity=0.5)
        + portrait(615, 700, p)
        + "".join(portrait(x, 680, p) for x in (965, 1315, 1665))
    )


def flight(p: Palette) -> str:
    """Return the right flight: its wall, treads, posts on them, rail and newels."""
    corners = treads()
    (foot_x, foot_y), above = corners[0], corners[1:]
    steps = f"M{foot_x:g} 1000V{foot_y:g}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in above)
    rail = f"M{foot_x - 14:g} {foot_y - RAIL:g}" + "".join(
        f"L{x:.1f} {y - RAIL:.1f}" for x, y in above
    )
    slim = "".join(f"M{x - 12:.1f} {y:.1f}v-{RAIL - 2}" for x, y in above)
    row = posts(664, HALF, TOP - RAIL + 6, RAIL - 8, 34)
    edge, dark = p["near-edge"], p["near-deep"]
    return (
        wall_of_flight(f"{steps}H{HALF}", p)
        + path(slim, stroke=dark, stroke_width=6)
        + path(slim, stroke=edge, stroke_width=1.5, opacity=0.7, transform="translate(-3)")
        + path(row, dark, stroke=edge, stroke_opacity=0.6)
        + path(f"{steps}H{HALF}", stroke="url(#lit)", stroke_width=3)
        + path(f"{rail}H{HALF}", stroke=dark, stroke_width=15, stroke_linejoin="round")
        + path(f"{rail}H{HALF}", stroke=edge, stroke_width=3, transform="translate(0 -7)")
        + newels(p)
    )


def screening_room(p: Palette) -> str:
    """Return the door between the flights, with a lit screen and rows of seats behind it."""
    seats = "".join(f"M{x} {FLOOR}v-22q0-12 14-12t14 12v22z" for x in range(-98, 98, 28))
    edge, room = p["near-edge"], p["room"]
    gable = f"M-166 668L0 628L166 668z{box(-160, 668, 320, 14)}"
    return (
        path(band(FLOOR - 20, 120), "url(#floor)")
        + path(box(-146, 668, 292, 257), "url(#near)", stroke=edge, stroke_opacity=0.5)
        + path(gable, p["near"], stroke=edge, stroke_width=2)
        + path(arch(0, 112, 700, 800, FLOOR), room, stroke=p["brass"], stroke_width=3.5)
        + light("shine", 0, 800, 250)
        + path(box(-76, 756, 152, 92), "url(#screen)")
        + path("M-13 780v44l38-22z", room, opacity=0.55)
        + path(f"M-76 850H76L112 {FLOOR}H-112z", "url(#spill)")
        + path(seats, room)
    )


def stairs(p: Palette, theme: str) -> str:
    """Return the twin staircase, rising from the middle to both sides, and what is between."""
    edge, dark = p["near-edge"], p["near-deep"]
    return svg(
        f"{-HALF} 470 {2 * HALF} 530",
        "<defs>",
        down("near", (0, p["near"], 1), (1, dark, 1)),
        down("floor", (0, p["mid-deep"], 1), (1, dark, 1)),
        down("niche", (0, dark, 1), (1, p["near"], 0.2)),
        across("lit", (0, edge, 1), (0.4, edge, 0.6), (1, edge, 0.3)),
        down("screen", (0, p["screen"], 1), (1, p["halo"], 1)),
        down("spill", (0, p["halo"], 0.4), (1, p["halo"], 0)),
        glow("shine", p["halo"], 0.5),
        glow("warm", p["brass"], 0.5 if theme == "night" else 0),
        "</defs>",
        screening_room(p),
        both_sides(flight(p)),
    )
