"""Shapes of the building that return in several pictures."""

from drawing import box


def arch(x: float, half: float, top: float, spring: float, bottom: float) -> str:
    """Return the path of a pointed arch, the shape of the mark, `half` as wide to each side."""
    rise = spring - top
    shoulder, crown = spring - rise * 0.55, top + rise * 0.16
    return (
        f"M{x - half:g} {bottom:g}V{spring:g}"
        f"C{x - half:g} {shoulder:g} {x - half * 0.5:g} {crown:g} {x:g} {top:g}"
        f"C{x + half * 0.5:g} {crown:g} {x + half:g} {shoulder:g} {x + half:g} {spring:g}"
        f"V{bottom:g}z"
    )


def post(x: float, top: float, height: float, step: float) -> str:
    """Return the path of one turned post of a row with one each `step`."""
    slim, belly = step * 0.11, step * 0.27
    out, neck = belly - slim, slim * 0.2
    return (
        f"M{x - slim:.1f} {top:g}q{-neck:.1f} {height * 0.3:.1f} {-out:.1f} {height * 0.5:.1f}"
        f"t{out:.1f} {height * 0.4:.1f}l{-out:.1f} {height * 0.1:.1f}h{2 * belly:.1f}"
        f"l{-out:.1f} {-height * 0.1:.1f}"
        f"q{out * 2:.1f} {-height * 0.2:.1f} {out:.1f} {-height * 0.4:.1f}T{x + slim:.1f} {top:g}z"
    )


def posts(start: float, end: float, top: float, height: float, step: float) -> str:
    """Return the path of a row of turned posts, about one each `step`."""
    count = round((end - start) / step)
    places = (start + (n + 0.5) * (end - start) / count for n in range(count))
    return "".join(post(x, top, height, step) for x in places)


def balustrade(start: float, end: float, top: float, height: float, step: float) -> str:
    """Return the path of a straight balustrade: rail, turned posts, foot."""
    width, thick = end - start, height * 0.16
    row = posts(start, end, top, height, step)
    return row + box(start, top - thick, width, thick) + box(start, top + height, width, thick)
