"""Everything that is installed or vendored is listed with its licence."""

import re

from config import ROOT

PINNED = re.compile(r"^([A-Za-z0-9_.-]+)(?:\[[^]]*\])?==(\S+)$", re.MULTILINE)


def test_every_pinned_package_is_listed_with_version_and_licence() -> None:
    pinned = {
        pair
        for file in ("requirements.txt", "backend/requirements.txt", "requirements-dev.txt")
        for pair in PINNED.findall((ROOT / file).read_text())
    }
    table = (ROOT / "docs/licences.md").read_text()
    listed = set(re.findall(r"^\| (\S+) \| (\S+) \| \S.* \|$", table, re.MULTILINE))
    assert len(pinned) > 40
    assert pinned - listed == set()


def test_nothing_is_installed_unpinned() -> None:
    for file in ("requirements.txt", "backend/requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text().splitlines():
            assert not line or line.startswith(("#", "-r ")) or PINNED.fullmatch(line), line


def test_every_vendored_folder_brings_its_licence_and_is_listed() -> None:
    listed = (ROOT / "docs/licences.md").read_text()
    vendored = [
        folder
        for place in ("app/static/vendor", "app/static/fonts", "tests/vendor")
        for folder in (ROOT / place).iterdir()
        if folder.is_dir()
    ]
    assert vendored
    for folder in vendored:
        assert folder.name in listed
        assert any(file.name.upper().startswith("LICENSE") for file in folder.iterdir()), folder
