"""What is going to happen to a picture, decided before anything is done.

The contract's Plan and Convert use the same plans, so they cannot disagree.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from backend.protos.media.v1 import media_pb2
from backend.services.image.formats import SOURCES, TARGETS, Target
from backend.services.image.geometry import geometry
from backend.services.image.ordering import INSTEAD, recipe_of, require_fitting
from backend.services.image.parameter_groups import KEEP
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe
from backend.services.messages import fact, warning
from backend.services.parameters import Parameters

# Starting two processes, reading the header, moving the result.
OVERHEAD_SECONDS = 0.25
DECODED_PIXELS_PER_SECOND = 60e6
# Measured on one core; ratios between formats travel further than the numbers.
ENCODED_PIXELS_PER_SECOND = {
    "jpeg": 150e6,
    "png": 12e6,
    "webp": 13e6,
    "avif": 5e6,
    "heic": 9e6,
    "gif": 2e6,
    "tiff": 40e6,
    "bmp": 300e6,
    "ico": 50e6,
    "pdf": 80e6,
}
LOSSLESS_BITS_PER_PIXEL = 11.0
# So many steps of quality double the size, about the same in all formats.
DOUBLING_QUALITY = 15.0
# Drawings and screenshots have fewer bits than photos; their own file tells.
SIMPLE_BITS_PER_PIXEL = 2.0
ICON_BYTES = 40_000
# Of these, libvips and Pillow read a block that can be written elsewhere.
EXIF_SOURCES = frozenset({"jpeg", "png", "webp", "avif", "heic"})


@dataclass(frozen=True)
class Plan:
    """A recipe that suits a picture, and what it will come to."""

    picture: Picture
    recipe: Recipe
    size: tuple[int, int]
    pages: int
    warnings: tuple[media_pb2.Warning, ...]

    @property
    def target(self) -> Target:
        """The format of the result."""
        return TARGETS[self.recipe.target]

    def message(self) -> media_pb2.PlanResult:
        """Return the plan as the contract tells it."""
        width, height = self.size
        return media_pb2.PlanResult(
            extension=self.target.extension,
            media_type=self.target.media_type,
            method="encode",
            estimated_bytes=self._estimated_bytes(),
            estimated_seconds=self._estimated_seconds(),
            facts=[fact("width", "Width", width), fact("height", "Height", height)],
            warnings=self.warnings,
        )

    @property
    def _pixels(self) -> int:
        return self.size[0] * self.size[1] * self.pages

    def _estimated_bytes(self) -> int:
        if self.target.name == "ico":
            return ICON_BYTES
        bits = self.target.bits_per_pixel
        if self.recipe.lossless:
            bits = LOSSLESS_BITS_PER_PIXEL
        elif self.recipe.quality:
            bits *= 2 ** ((self.recipe.quality - self.target.default_quality) / DOUBLING_QUALITY)
        own_bits = 8 * self.picture.size_bytes / self.picture.pixels
        if self.picture.format in {"png", "gif"} and self.target.name != "bmp":
            bits = min(bits, max(SIMPLE_BITS_PER_PIXEL, own_bits))
        estimated = int(self._pixels * bits / 8)
        return min(estimated, self.recipe.max_bytes or estimated)

    def _estimated_seconds(self) -> float:
        encoded = self._pixels / ENCODED_PIXELS_PER_SECOND[self.target.name]
        if self.recipe.max_bytes:
            encoded *= 5  # tries
        return OVERHEAD_SECONDS + self.picture.pixels / DECODED_PIXELS_PER_SECOND + encoded


def plan(picture: Picture, checked: Parameters) -> Plan:
    """Return how to do what was asked; raises `MediaFailure` for what the picture cannot become."""
    recipe = recipe_of(checked, picture.format)
    require_fitting(recipe, picture)
    target = TARGETS[recipe.target]
    size = geometry(recipe, picture.width, picture.height).final
    keeps_pages = target.animation if picture.animated else target.pages
    pages = picture.pages if keeps_pages else 1
    warnings = [warning(*told) for told in _warnings(picture, recipe, target, checked)]
    return Plan(picture, recipe, size, pages, tuple(warnings))


def _warnings(
    picture: Picture, recipe: Recipe, target: Target, checked: Parameters
) -> Iterator[tuple[str, str]]:
    if checked.text("format") == KEEP and picture.format in INSTEAD:
        yield "format_replaced", f"The result is {target.title}: its own format is not written."
    if picture.animated and not target.animation:
        yield "only_first_page", f"{target.title} does not move: it shows the first frame."
    elif picture.pages > 1 and not (target.pages or picture.animated):
        yield "only_first_page", f"{target.title} holds one page: it shows the first."
    if picture.alpha and not target.alpha:
        yield "transparency_lost", f"Transparent parts get a background: {target.title} has none."
    if target.name == "gif" and picture.format != "gif":
        yield "colours_reduced", "GIF has no more than 256 colours."
    if recipe.metadata == KEEP and (picture.tags or picture.location):
        if not target.exif or picture.format not in EXIF_SOURCES:
            way = f"from {SOURCES[picture.format].title} to {target.title}"
            yield "metadata_dropped", f"Camera, date and place are not kept {way}."
        elif picture.location:
            yield "contains_place", "The place where it was taken stays inside."
    size = recipe.size
    asked = max(size.width, size.height)
    if size.mode == "fit" and not size.enlarge and asked:
        sizes = geometry(recipe, picture.width, picture.height)
        fits_one = (size.width or asked, size.height or asked)
        smaller = sizes.turned[0] < fits_one[0] and sizes.turned[1] < fits_one[1]
        if sizes.final == sizes.turned and smaller:
            yield "not_enlarged", "The picture is smaller than that, and stays as large as it is."
