"""Other files that an operation works with, as a plain form offers and takes them.

Each file has a small field: people write 1, 2, 3 … beside those that they want. Scripts, and
pages that hand a form on, send the ids themselves, in order.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from app.gateway.files import File, FileEntry
from app.gateway.services import Parameter

# More would make a page of it; scripts offer a search.
OFFERED = 30
PLACES = re.compile(r"\d{1,3}(?:[\s,;]+\d{1,3})*")


@dataclass(frozen=True)
class Offer:
    """One file that a field offers, and the places that it has been given: "1, 3"."""

    file: File
    places: str


def offers(
    parameter: Parameter, service: str, recent: tuple[FileEntry, ...], chosen: str
) -> list[Offer]:
    """Return what the field of `parameter` offers of the `recent` files and their results.

    `chosen` holds ids, separated by spaces.
    """
    ids = chosen.split()
    found = [
        Offer(file, ", ".join(str(place) for place, each in enumerate(ids, 1) if each == file.id))
        for file in _flat(recent)
        if (file.kind in parameter.file_kinds if parameter.file_kinds else file.service == service)
    ]
    # What was chosen before stays, however many are newer.
    return sorted(found, key=lambda offer: not offer.places)[:OFFERED]


def read_files(parameter: Parameter, form: Mapping[str, str]) -> str:
    """Return the ids that a form names, in order and separated by spaces.

    Raises `ValueError` with a sentence where a place is no number.
    """
    values = form.getlist(parameter.name) if isinstance(form, MultiDict) else []
    ids = [file_id for value in values for file_id in value.split()]
    placed: list[tuple[int, str]] = []
    prefix = f"{parameter.name}."
    for name, text in form.items():
        if not name.startswith(prefix) or not text.strip():
            continue
        if not PLACES.fullmatch(text.strip()):
            raise ValueError(_("Write 1, 2, 3 … beside the files, in their order."))
        file_id = name.removeprefix(prefix)
        placed += [(int(place), file_id) for place in re.findall(r"\d+", text)]
    # Sorted by place alone: those that share one stay as the form has them.
    placed.sort(key=lambda place_and_id: place_and_id[0])
    return " ".join([*ids, *(file_id for _place, file_id in placed)])


def _flat(recent: tuple[FileEntry, ...]) -> Iterator[File]:
    for entry in recent:
        yield entry
        yield from entry.results
