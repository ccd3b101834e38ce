"""Makes a cover of a picture: ``python -m backend.services.audio.picture SOURCE OUTPUT``.

A child process under limits: the picture is a stranger's. Writes a JPEG no larger than
covers are shown, and one JSON object: ``{"width": …, "height": …}`` or ``{"failure": …}``.
"""

import json
import sys
import warnings
from pathlib import Path

from PIL import Image, ImageOps

FORMATS = ("JPEG", "PNG", "WEBP")
LONGEST_PIXELS = 1400
QUALITY = 90
# Headers may declare any size; what is larger is no cover.
Image.MAX_IMAGE_PIXELS = 50_000_000
PAPER = "white"  # behind what is transparent


def make(source: Path, output: Path) -> tuple[int, int]:
    """Write the picture `source` as a JPEG; return its width and height in pixels."""
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with Image.open(source, formats=FORMATS) as opened:
        opened.draft("RGB", (LONGEST_PIXELS, LONGEST_PIXELS))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((LONGEST_PIXELS, LONGEST_PIXELS))
        shown = upright.convert("RGBA")
        paper = Image.new("RGBA", shown.size, PAPER)
        flat = Image.alpha_composite(paper, shown).convert("RGB")
        flat.save(output, "JPEG", quality=QUALITY)
        return flat.size


def main(arguments: list[str]) -> int:
    """Make the cover that is asked for."""
    source, output = (Path(text) for text in arguments)
    try:
        width, height = make(source, output)
    # Pillow raises whatever its decoders do; the picture is a stranger's.
    except Exception as error:
        told: dict[str, object] = {"failure": type(error).__name__}
    else:
        told = {"width": width, "height": height}
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
