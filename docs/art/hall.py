"""Draws the hall of the home page: run ``python docs/art/hall.py`` after a change.

Seven pictures per theme, from far to near, all symmetrical about x = 0. The scene is 1000 units
high and scaled by height, so that wide windows show more bays of the hall and phones its middle.
The staircase shows only its part of the scene, from 470 down: what is empty costs frames, too.
"""

from pathlib import Path

from chandelier import chandelier
from front import banister, curtain, valance
from gallery import gallery
from palette import hall_palette
from staircase import stairs
from windows import far

FOLDER = Path(__file__).parents[2] / "app/static/art/hall"


def main() -> None:
    """Write all pictures."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for theme in ("night", "day"):
        p = hall_palette(theme)
        pictures = {
            "far": far(p, theme),
            "gallery": gallery(p, theme),
            "stairs": stairs(p, theme),
            "chandelier": chandelier(p, theme),
            "curtain": curtain(p),
            "valance": valance(p),
            "banister": banister(p),
        }
        for name, drawing in pictures.items():
            (FOLDER / f"{name}-{theme}.svg").write_text(drawing)


if __name__ == "__main__":
    main()
