"""Where a picture lies on the page of a document; pure arithmetic, used for preview and work."""

from dataclasses import dataclass

from backend.services.image.recipe import Paper

# ISO 216 and ANSI, upright, in millimetres.
SIZES_MM = {
    "a3": (297.0, 420.0),
    "a4": (210.0, 297.0),
    "a5": (148.0, 210.0),
    "a6": (105.0, 148.0),
    "letter": (215.9, 279.4),
    "legal": (215.9, 355.6),
}
# Less than half of what the smallest page is wide.
MAX_MARGIN_MM = 50.0
POINTS_PER_MM = 72 / 25.4
# Pictures do not tell how large they are on paper: 150 dots an inch makes 12 megapixels
# an A2 page, and a screenshot an A4 one.
DPI = 150.0


@dataclass(frozen=True)
class Layout:
    """Sizes in points; the picture lies in the middle of the page."""

    page: tuple[float, float]
    picture: tuple[float, float]


def layout(paper: Paper, width: int, height: int) -> Layout:
    """Return how a picture of `width` × `height` pixels is laid out."""
    margin = paper.margin_mm * POINTS_PER_MM
    if paper.size == "picture":
        wide, high = width * 72 / DPI, height * 72 / DPI
        return Layout((wide + 2 * margin, high + 2 * margin), (wide, high))
    across, down = (side * POINTS_PER_MM for side in SIZES_MM[paper.size])
    lying = width > height if paper.orientation == "auto" else paper.orientation == "landscape"
    if lying:
        across, down = down, across
    scale = min((across - 2 * margin) / width, (down - 2 * margin) / height)
    return Layout((across, down), (width * scale, height * scale))
