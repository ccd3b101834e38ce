"""Documents name files that exist."""

import re

import pytest

from config import ROOT

DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "docs/architecture.md",
    "docs/adding-a-service.md",
    "docs/adding-a-frontend.md",
]
# The documents name files as seen from the room that they talk about.
ROOMS = (".", "docs", "backend", "backend/gateway", "backend/services", "backend/protos/media/v1")
PLACES = [ROOT / room for room in ROOMS]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document: str) -> None:
    text = (ROOT / document).read_text()
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    named = re.findall(r"`([\w./]+(?:\.py|\.html|\.json|\.proto|\.md|/))(?::\w+)?`", text)
    paths = {path for path in [*links, *named] if not path.startswith(("/", "var/"))}
    missing = [path for path in paths if not any((place / path).exists() for place in PLACES)]
    assert missing == []
