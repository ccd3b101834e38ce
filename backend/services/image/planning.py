"""What is going to happen to a picture, decided before anything is done.

The contract's Plan and Convert use the same plans, so they cannot disagree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from backend.protos.media.v1 import media_pb2
from backend.services.image.arrangement import arrangement
from backend.services.image.formats import SOURCES, TARGETS, Target
from backend.services.image.geometry import geometry
from backend.services.image.ordering import INSTEAD, recipe_of, require_fitting, size_of
from backend.services.image.parameter_groups import KEEP
from backend.services.image.picture import Picture
from backend.services.image.recipe import Recipe
from backend.services.messages import fact, warning
from backend.services.parameters import Parameters

# Starting two processes, reading the header, moving the result.
OVERHEAD_SECONDS = 0.25
DECODED_PIXELS_PER_SECOND = 60e6
LOSSLESS_BITS_PER_PIXEL = 11.0
# So many steps of quality double the size, about the same in all formats.
DOUBLING_QUALITY = 15.0
# Drawings and screenshots have fewer bits than photos; their own file tells.
SIMPLE_BITS_PER_PIXEL = 2.0
# How far a source that was compressed itself tells of how its results will be.
CALMEST, BUSIEST = 0.25, 1.5
ICON_BYTES = 40_000
# Of these, libvips and Pillow read a block that can be written elsewhere.
EXIF_SOURCES = frozenset({"jpeg", "png", "webp", "avif", "heic"})


@dataclass(frozen=True)
class Plan:
    """A recipe that suits a picture, and what it will come to."""

    pictures: tuple[Picture, ...]
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
        return media_pb2.PlanResult(
            extension=self.target.extension,
            media_type=self.target.media_type,
            method="encode",
            estimated_bytes=self._estimated_bytes(),
            estimated_seconds=self._estimated_seconds(),
            facts=self._facts(),
            warnings=self.warnings,
        )

    def facts(self, tried_bytes: int) -> list[media_pb2.Fact]:
        """Return what is told beside a preview: all that a picture of it cannot show.

        `tried_bytes` is what its file had when it was tried; 0: it can only be guessed.
        """
        size_bytes = tried_bytes or self._estimated_bytes()
        return [
            *self._facts(),
            fact("extension", "Format", self.target.extension),
            fact("estimated_bytes", "Size", size_bytes),
        ]

    def _facts(self) -> list[media_pb2.Fact]:
        width, height = self.size
        return [
            fact("width", "Width", width),
            fact("height", "Height", height),
            *self._facts_of_several(),
        ]

    def _facts_of_several(self) -> Iterator[media_pb2.Fact]:
        if self.target.name == "pdf" and not self.recipe.grid:
            yield fact("pages", "Pages", self.pages)
        if self.recipe.grid:
            sizes = arrangement(self.recipe.grid, self.pictures)
            yield fact("columns", "Columns", sizes.columns)
            yield fact("rows", "Rows", sizes.rows)
            yield fact("cell_width", "Width of a cell", sizes.width)
            yield fact("cell_height", "Height of a cell", sizes.height + sizes.caption)

    @property
    def _pixels(self) -> int:
        if self.target.name == "pdf" and not self.recipe.grid:
            return sum(_shown_pixels(self.recipe, picture) for picture in self.pictures)
        return self.size[0] * self.size[1] * self.pages

    def _estimated_bytes(self) -> int:
        if self.target.name == "ico":
            return ICON_BYTES
        bits = self.target.bits_per_pixel
        if self.recipe.lossless:
            bits = LOSSLESS_BITS_PER_PIXEL
        elif self.recipe.quality:
            bits *= 2 ** ((self.recipe.quality - self.target.default_quality) / DOUBLING_QUALITY)
        picture = self.pictures[0]
        own_bits = 8 * picture.size_bytes / picture.pixels
        source = TARGETS.get(picture.format)
        if source and source.default_quality and self.target.default_quality:
            # A calm picture is small in every format.
            bits *= min(BUSIEST, max(CALMEST, own_bits / source.bits_per_pixel))
        if picture.format in {"png", "gif"} and self.target.name != "bmp":
            bits = min(bits, max(SIMPLE_BITS_PER_PIXEL, own_bits))
        estimated = int(self._pixels * bits / 8)
        return min(estimated, self.recipe.max_bytes or estimated)

    def _estimated_seconds(self) -> float:
        encoded = self._pixels / self.target.pixels_per_second
        if self.recipe.max_bytes:
            encoded *= 5  # tries
        decoded = sum(picture.pixels for picture in self.pictures)
        return OVERHEAD_SECONDS + decoded / DECODED_PIXELS_PER_SECOND + encoded


def plan(pictures: Sequence[Picture], checked: Parameters, *, still_dragging: bool = False) -> Plan:
    """Return how to do what was asked with one picture, or several.

    Raises `MediaFailure` for what they cannot become. While somebody is `still_dragging`,
    what reaches beyond the picture is cut at its edge.
    """
    picture = pictures[0]
    recipe = recipe_of(checked, picture.format)
    require_fitting(recipe, pictures, still_dragging=still_dragging)
    target = TARGETS[recipe.target]
    warnings: Iterable[tuple[str, str]] = ()
    pages = 1
    if not recipe.grid:
        # A stamp is no page.
        pages = sum(_pages(each, target) for each in pictures[: 1 if recipe.stamp else None])
        warnings = _warnings(picture, recipe, target, checked)
    told = tuple(warning(*each) for each in warnings)
    return Plan(tuple(pictures), recipe, size_of(recipe, pictures), pages, told)


def _pages(picture: Picture, target: Target) -> int:
    keeps_pages = target.animation if picture.animated else target.pages
    return picture.pages if keeps_pages else 1


def _shown_pixels(recipe: Recipe, picture: Picture) -> int:
    width, height = geometry(recipe, picture.width, picture.height).final
    return width * height * _pages(picture, TARGETS[recipe.target])


def _warnings(
    picture: Picture, recipe: Recipe, target: Target, checked: Parameters
) -> Iterator[tuple[str, str]]:
    if "format" in checked and checked.text("format") == KEEP and picture.format in INSTEAD:
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
