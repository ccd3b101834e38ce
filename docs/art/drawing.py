"""Words in which the pictures are drawn: SVG shapes, gradients and glows as strings."""

# Half the width of the scene: a window may be 3.8 times as wide as the hall is high.
HALF = 1900
WIDE = f"{-HALF} 0 {2 * HALF} 1000"
Palette = dict[str, str]
Stop = tuple[float, str, float]


def svg(view: str, *parts: str) -> str:
    """Return a document that shows the box `view` of `parts`."""
    width, height = view.split()[2:]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}"'
    return f'{head} width="{width}" height="{height}">{"".join(parts)}</svg>\n'


def _attributes(given: dict[str, object]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in given.items())


def path(d: str, fill: str = "none", **attributes: object) -> str:
    """Return a path; underscores in attribute names become hyphens."""
    return f'<path d="{d}" fill="{fill}"{_attributes(attributes)}/>'


def ellipse(
    x: float, y: float, rx: float, ry: float, fill: str = "none", **attributes: object
) -> str:
    """Return an ellipse about (x, y)."""
    place = f'cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}"'
    return f'<ellipse {place} fill="{fill}"{_attributes(attributes)}/>'


def box(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a rectangle."""
    return f"M{x:g} {y:g}h{width:g}v{height:g}h{-width:g}z"


def _stops(steps: tuple[Stop, ...]) -> str:
    return "".join(
        f'<stop offset="{at:g}" stop-color="{colour}"'
        + (f' stop-opacity="{alpha:g}"' if alpha < 1 else "")
        + "/>"
        for at, colour, alpha in steps
    )


def down(name: str, *steps: Stop) -> str:
    """Return a gradient from top to bottom; steps are (offset, colour, opacity)."""
    return f'<linearGradient id="{name}" x2="0" y2="1">{_stops(steps)}</linearGradient>'


def across(name: str, *steps: Stop) -> str:
    """Return a gradient from left to right."""
    return f'<linearGradient id="{name}">{_stops(steps)}</linearGradient>'


def ball(name: str, *steps: Stop) -> str:
    """Return a gradient that rounds a disc, lit from above left."""
    return f'<radialGradient id="{name}" cx=".4" cy=".35">{_stops(steps)}</radialGradient>'


def glow(name: str, colour: str, strength: float) -> str:
    """Return a soft round light, fading without a rim."""
    steps = tuple((n / 5, colour, round(strength * (1 - n / 5) ** 2.2, 3)) for n in range(6))
    return f'<radialGradient id="{name}">{_stops(steps)}</radialGradient>'


def light(name: str, x: float, y: float, radius: float) -> str:
    """Return a spot filled with the glow `name`."""
    return ellipse(x, y, radius, radius, f"url(#{name})")


def tile(name: str, width: float, height: float, *parts: str, x: float = 0) -> str:
    """Return a pattern that repeats `parts` sideways; one tile begins at `x`."""
    size = f'x="{x:g}" width="{width:g}" height="{height:g}"'
    return f'<pattern id="{name}" patternUnits="userSpaceOnUse" {size}>{"".join(parts)}</pattern>'


def band(top: float, height: float) -> str:
    """Return the path of a rectangle from edge to edge of the scene."""
    return box(-HALF, top, 2 * HALF, height)


def both_sides(*parts: str) -> str:
    """Return `parts`, drawn for the right side, and their mirror image."""
    drawing = "".join(parts)
    return f'<g>{drawing}</g><g transform="scale(-1 1)">{drawing}</g>'
