"""`make screenshots`: every page at three widths in both themes, from a real stack.

The pictures go to docs/screenshots/ as WebP, which the README and the docs show.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.media import FFMPEG, ffmpeg
from tests.system import journeys
from tests.system.conftest import CHROMIUM_ARGUMENTS, find_chromium
from tests.system.stack import ROOT, Stack, running_stack

FOLDER = ROOT / "docs" / "screenshots"
WIDTHS = {360: 740, 768: 1024, 1440: 900}
THEMES = ("dark", "light")
OPEN_PAGES = {"home": "/", "about": "/about", "login": "/login", "register": "/register"}


def evening(path: Path) -> Path:
    """Write a minute of slowly drifting evening colours with a chord: nobody's holiday."""
    colours = "c0=0x0b1d3a:c1=0x24557f:c2=0xd4a853:c3=0x8fb8e0:n=4"
    subprocess.run(
        [
            FFMPEG, "-y", "-v", "error",
            "-f", "lavfi", "-i", f"gradients=s=1280x720:r=25:d=60:speed=0.02:{colours}:seed=7",
            "-f", "lavfi", "-i", "sine=220:d=60", "-f", "lavfi", "-i", "sine=330:d=60",
            "-filter_complex", "[1][2]amix=inputs=2[a]", "-map", "0:v", "-map", "[a]",
            "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-g", "50",
            "-pix_fmt", "yuv420p", "-c:a", "aac", str(path),
        ],
        check=True,
    )  # fmt: skip
    return path


def live(page: Page, folder: Path) -> dict[str, str]:
    """Use the site as a person would; return the addresses of the pages, by name."""
    journeys.register(page)
    journeys.upload(page, evening(folder / "Evening at the lake.mp4"))
    editor = page.url
    journeys.cut(page, "0:05", "0:42.5")
    job = page.url
    for target in ("mp3", "gif"):
        page.goto(editor)
        journeys.convert(page, target)
    picture, sound = folder / "Hills.png", folder / "Chord.mp3"
    ffmpeg("-i", str(folder / "Evening at the lake.mp4"), "-frames:v", "1", str(picture))
    ffmpeg("-i", str(folder / "Evening at the lake.mp4"), "-t", "20", str(sound))
    rooms = {}
    for room, path in (("image", picture), ("audio", sound)):
        page.goto(f"/{room}/")
        page.set_input_files("[name=file]", path)
        expect(page.get_by_role("heading", level=1)).to_have_text(path.name)
        rooms[room] = page.url
    return {
        "upload": "/video/",
        "editor": editor,
        "image": rooms["image"],
        "audio": rooms["audio"],
        "batch": f"/batches/new?file={rooms['image'].rpartition('/')[2]}",
        "presets": "/presets/",
        "statistics": "/profile/statistics",
        "job": job,
        "files": "/files/",
        "achievements": "/achievements/",
        "profile": "/profile/",
        "status": "/status/",
        "not-found": "/nothing-here",
    }


def photograph(browser: Browser, stack: Stack, state: object, pages: dict[str, str]) -> None:
    """Take pictures of the pages, as somebody logged in (`state`) or as nobody (None)."""
    for theme in THEMES:
        for width, height in WIDTHS.items():
            context = browser.new_context(
                base_url=stack.url,
                storage_state=state,  # type: ignore[arg-type]  # as Playwright gave it, or None
                viewport={"width": width, "height": height},
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
            )
            page = context.new_page()
            for name, address in pages.items():
                page.goto(address, wait_until="load")
                page.wait_for_load_state("networkidle")
                save(page.screenshot(full_page=True), FOLDER / f"{name}-{width}-{theme}.webp")
            context.close()


def save(png: bytes, path: Path) -> None:
    """Write a PNG as a small WebP."""
    command = [FFMPEG, "-y", "-v", "error", "-i", "-", "-c:v", "libwebp", "-quality", "60"]
    subprocess.run([*command, str(path)], input=png, check=True)


def main() -> int:
    """Make the gallery; return the exit code."""
    chromium = find_chromium()
    if chromium is None:
        print("No Chromium: install it to make screenshots.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as name,
        running_stack(Path(name) / "data") as stack,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        context = browser.new_context(base_url=stack.url)
        pages = live(context.new_page(), Path(name))
        photograph(browser, stack, None, OPEN_PAGES)
        photograph(browser, stack, context.storage_state(), pages)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.webp')))} pictures in {FOLDER.relative_to(ROOT)}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
