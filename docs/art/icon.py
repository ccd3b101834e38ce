"""Draws the mark of the app: run ``python docs/art/icon.py`` after a change (needs Chromium)."""

import tempfile
from pathlib import Path

from drawing import path, svg
from palette import mix, tokens
from playwright.sync_api import sync_playwright
from stonework import arch

FOLDER = Path(__file__).parents[2] / "app/static/art"
CHROMIUM = "/usr/bin/chromium"


def mark(corner: float, scale: float) -> str:
    """Return the window with a play sign cut out, on night with corners of radius `corner`."""
    token = tokens("night")
    ground, brass = token["ground"], token["brass"]
    light = mix(brass, token["ink"], 0.5)
    shape = arch(16, 9.5, 2.6, 15, 28.5) + "M12.4 12.2v11.6l9.6-5.8z"
    return svg(
        "0 0 32 32",
        f'<defs><linearGradient id="a" x2="0" y2="1"><stop stop-color="{light}"/>',
        f'<stop offset="1" stop-color="{brass}"/></linearGradient></defs>',
        f'<rect width="32" height="32" rx="{corner:g}" fill="{ground}"/>',
        f'<g transform="translate(16 16) scale({scale:g}) translate(-16 -16)">',
        path(shape, "url(#a)", fill_rule="evenodd"),
        "</g>",
    )


def main() -> None:
    """Write the mark and its renderings for browsers and home screens."""
    (FOLDER / "icon.svg").write_text(mark(7, 1))
    # Home screens cut their own corners, maskable ones everything beyond a circle of 80 %.
    renderings = {
        "icon-32": (32, mark(7, 1)),
        "icon-180": (180, mark(0, 0.92)),
        "icon-192": (192, mark(7, 1)),
        "icon-512": (512, mark(7, 1)),
        "icon-maskable-192": (192, mark(0, 0.8)),
        "icon-maskable-512": (512, mark(0, 0.8)),
    }
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name, (size, drawing) in renderings.items():
            source = Path(folder, "icon.svg")
            sized = drawing.replace('width="32" height="32"', f'width="{size}" height="{size}"', 1)
            source.write_text(sized)
            page = browser.new_page(viewport={"width": size, "height": size})
            page.goto(source.as_uri())
            page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
