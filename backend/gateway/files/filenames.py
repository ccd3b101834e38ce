"""Names of files: kept for people to read, never used as a path.

A name is Unicode in NFC, at most 255 bytes in UTF-8 (what common file systems
take), without path separators, control characters, or characters that turn the
direction of writing around (``gpj.exe`` must not read as ``exe.jpg``).
"""

import re
import unicodedata

MAX_NAME_BYTES = 255
# Longer than any real extension; what follows a later dot is part of the name.
MAX_EXTENSION_LENGTH = 10
NAMELESS = "unnamed"

# Embeddings, overrides and isolates; plain marks (LRM, RLM) and joiners stay, names need them.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SEPARATORS = re.compile(r"[/\\]")
_EXTENSION = re.compile(rf"\.([A-Za-z0-9]{{1,{MAX_EXTENSION_LENGTH}}})$")
# Characters that belong to the one before: cutting between them leaves half a picture.
_ATTACHED = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"} | {chr(0x1F3FB + tone) for tone in range(5)}


def display_name(given: str) -> str:
    """Return `given`, from wherever it comes, as a name that may be kept and shown."""
    last = _SEPARATORS.split(given)[-1]
    visible = "".join(
        " " if unicodedata.category(character) in {"Zl", "Zp"} else character
        for character in _BIDI.sub("", last)
        if unicodedata.category(character) not in {"Cc", "Cs"}
    )
    name = unicodedata.normalize("NFC", " ".join(visible.split())).rstrip(". ")
    if not name.strip("."):
        return NAMELESS
    extension = extension_of(name)
    if extension and len(name) == len(extension) + 1:
        name = NAMELESS + name
    stem = stem_of(name)
    return joined(stem, name[len(stem) :])


def extension_of(name: str) -> str:
    """Return the extension in lower case without its dot, or an empty string."""
    found = _EXTENSION.search(name)
    return found.group(1).lower() if found else ""


def stem_of(name: str) -> str:
    """Return the name without its extension."""
    return _EXTENSION.sub("", name)


def with_extension(name: str, extension: str) -> str:
    """Return `name` with `extension` at its end, in whatever case it was written."""
    if not extension or extension_of(name) == extension:
        return display_name(name)
    return joined(display_name(name), f".{extension}")


def name_key(name: str) -> str:
    """Return what names are searched and sorted by: regardless of case and width."""
    return unicodedata.normalize("NFKC", name).casefold()[:MAX_NAME_BYTES]


def joined(stem: str, tail: str) -> str:
    """Return `stem` and `tail` in at most 255 bytes; the stem gives way."""
    room = MAX_NAME_BYTES - len(tail.encode())
    if len(stem.encode()) > room:
        cut = stem.encode()[:room].decode(errors="ignore")
        stem = _without_half_character(stem, cut).rstrip(" .")
    return stem + tail


def _without_half_character(name: str, stem: str) -> str:
    """Return `stem`, a cut of `name`, shorter by a last character that was cut in two."""
    while stem and (_attached(name[len(stem)]) or stem[-1] == "\u200d"):
        stem = stem[:-1]
    return stem


def _attached(character: str) -> bool:
    return character in _ATTACHED or unicodedata.combining(character) != 0
