"""The nearest pictures, which frame the scene: curtain, swags above, banister below."""

from drawing import Palette, across, box, down, ellipse, path, svg, tile
from stonework import post

Line = tuple[float, float, float]
# Folds of the curtain: x at the top, where it is tied, at the foot; then the widths there.
FOLDS: tuple[tuple[Line, Line], ...] = (
    ((-16, -6, -10), (58, 22, 36)),
    ((40, 15, 24), (50, 18, 40)),
    ((88, 32, 62), (64, 24, 34)),
    ((150, 54, 94), (48, 18, 46)),
    ((196, 70, 138), (66, 22, 38)),
    ((260, 90, 174), (42, 14, 40)),
    ((300, 102, 212), (50, 20, 32)),
)
EDGE = "C350 330 128 430 122 604C126 720 236 800 244 1000"
CORD = "M-4 560Q70 632 128 594"
# Wide enough for any window at the small heights of these two pictures.
REACH = 2860
SPAN = 520


def fold(left: Line, width: Line) -> str:
    """Return the path of one fold that falls, is drawn together by the cord, and falls on."""
    top, tie, foot = left
    top_end, tie_end, foot_end = (x + more for x, more in zip(left, width, strict=True))
    return (
        f"M{top} 0C{top} 330 {tie} 430 {tie} 604C{tie} 720 {foot} 800 {foot} 1000H{foot_end}"
        f"C{foot_end} 800 {tie_end} 720 {tie_end} 604C{tie_end} 430 {top_end} 330 {top_end} 0z"
    )


def curtain(p: Palette) -> str:
    """Return the left curtain, gathered by a cord; the right one is its mirror image."""
    outline = f"M0 0H350{EDGE}H0z"
    deep, cloth, edge, brass = p["cloth-deep"], p["cloth"], p["cloth-edge"], p["brass"]
    return svg(
        "0 0 360 1000",
        "<defs>",
        across(
            "fold", (0, deep, 1), (0.4, cloth, 1), (0.6, edge, 1), (0.78, cloth, 1), (1, deep, 1)
        ),
        down("dusk", (0, deep, 0.9), (0.35, deep, 0), (0.6, deep, 0.25), (1, deep, 0.95)),
        down("trim", (0, brass, 0.1), (0.4, brass, 0.9), (0.8, brass, 0.5), (1, brass, 0)),
        "</defs>",
        path(outline, deep),
        *(path(fold(*one), "url(#fold)") for one in FOLDS),
        path(outline, "url(#dusk)"),
        path(f"M350 0{EDGE}", stroke="url(#trim)", stroke_width=2.5),
        path(CORD, stroke=p["cord"], stroke_width=9, stroke_linecap="round"),
        path(CORD, stroke=brass, stroke_width=7, stroke_dasharray="5 2.5"),
        ellipse(124, 600, 8, 8, brass),
        path("M118 606h12l3 14q5 24 6 52h-30q1-28 6-52z", "url(#trim)"),
        path("M118 606h12l3 14h-18z", p["cord"]),
    )


def valance(p: Palette) -> str:
    """Return the swags above the scene and the cornice that they hang from."""
    deep, cloth, edge = p["cloth-deep"], p["cloth"], p["cloth-edge"]

    def hanging(low: float) -> str:
        return f"M0 20C90 {low} {SPAN - 90} {low} {SPAN} 20"

    tails = "".join(
        path(f"M{x - 16} 20q6 50-6 92q22 16 44 0q-12-42-6-92z", "url(#tail)") for x in (0, SPAN)
    )
    return svg(
        f"{-REACH} 0 {2 * REACH} 130",
        "<defs>",
        down("swag", (0, deep, 1), (0.7, cloth, 1), (0.9, edge, 1), (1, deep, 1)),
        across("tail", *((n / 6, (deep, cloth, edge)[n % 3], 1) for n in range(7))),
        down(
            "cornice",
            (0, p["ground"], 1),
            (0.3, p["front"], 1),
            (0.86, p["front"], 1),
            (1, p["front-edge"], 1),
        ),
        tile(
            "swags",
            SPAN,
            130,
            *(path(f"{hanging(low)}z", "url(#swag)") for low in (146, 120, 94, 68, 46)),
            path(hanging(146), stroke=p["brass"], stroke_width=4, stroke_dasharray="1.5 3"),
            tails,
            x=-SPAN / 2,
        ),
        "</defs>",
        path(box(-REACH, 0, 2 * REACH, 130), "url(#swags)"),
        path(box(-REACH, 0, 2 * REACH, 26), "url(#cornice)"),
    )


def banister(p: Palette) -> str:
    """Return the banister in front: rail, posts and the edge on which the hall ends."""
    front, edge = p["front"], p["front-edge"]
    return svg(
        f"{-REACH} 0 {2 * REACH} 220",
        "<defs>",
        down("shade", (0, p["shade"], 0.35), (0.45, p["shade"], 0.85), (1, p["shade"], 1)),
        down("post", (0, p["post"], 1), (1, p["post-foot"], 1)),
        down("rail", (0, edge, 1), (0.1, edge, 1), (0.3, front, 1), (1, front, 1)),
        tile("posts", 50, 220, path(post(25, 42, 152, 50), "url(#post)")),
        "</defs>",
        path(box(-REACH, 40, 2 * REACH, 180), "url(#shade)"),
        path(box(-REACH, 0, 2 * REACH, 220), "url(#posts)"),
        path(box(-REACH, 16, 2 * REACH, 26), "url(#rail)"),
        path(box(-REACH, 192, 2 * REACH, 28), "url(#rail)"),
    )
