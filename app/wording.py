"""Texts that come from elsewhere, the gateway and the services, in the visitor's language.

They arrive in English, which is their key in the catalogues, as with texts of our own:
`make messages` collects them. Nothing is ever decided by them, codes are for that; one that is
not known, say of a service that came later, is shown as it came.
"""

import json
import re
from functools import cache
from pathlib import Path

from flask_babel import gettext

from app.gateway.jobs import JobWarning
from app.locales import ENGLISH, current_locale

END = re.compile(r"(?<=[.!?]) ")
# Written without spaces between sentences.
UNSPACED = frozenset({"ja", "zh"})
FOREIGN = json.loads((Path(__file__).parent / "translations" / "foreign.json").read_text())
TEXTS = frozenset(FOREIGN["texts"])

PLACE = re.compile(r"%\\\((\w+)\\\)s")


def told(text: str) -> str:
    """Return `text` in the visitor's language; what is not known, as it is."""
    # The empty text would bring the head of the catalogue.
    if not text or current_locale() == ENGLISH:
        return text
    whole = _looked_up(text)
    if whole:
        return whole
    sentences = [_looked_up(each) or _told_with_values(each) for each in END.split(text)]
    if len(sentences) > 1 and all(sentences):
        return ("" if current_locale().language in UNSPACED else " ").join(sentences)
    return _told_with_values(text) or text


def warning_text(warning: JobWarning) -> str:
    """Return what a service warns of."""
    return told(warning.message)


def told_problem(content: bytes) -> bytes:
    """Return a problem of the gateway, in JSON, in the visitor's language; all else as it is."""
    try:
        problem = json.loads(content)
        for each in (problem, *problem["fields"].values()):
            each["message"] = told(each["message"])
    except (AttributeError, KeyError, TypeError, ValueError):
        return content
    return json.dumps(problem).encode()


def _looked_up(text: str) -> str:
    """Return `text` in the visitor's language, empty if it is not known."""
    known = gettext(text)
    return known if known != text or text in TEXTS else ""


def _told_with_values(text: str) -> str:
    """Return a sentence with values in it in the visitor's language, empty if none is like it."""
    for pattern, expression in _expressions():
        found = expression.fullmatch(text)
        if found:
            values = {name: told(value) for name, value in found.groupdict().items()}
            return gettext(pattern, **values)
    return ""


@cache
def _expressions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the sentences with values, and what finds the values; the most particular first."""
    most_particular_first = sorted(
        FOREIGN["patterns"],
        key=lambda pattern: len(re.sub(r"%\(\w+\)s", "", pattern)),
        reverse=True,
    )
    return tuple(
        (pattern, re.compile(PLACE.sub(r"(?P<\1>.+?)", re.escape(pattern)), re.DOTALL))
        for pattern in most_particular_first
    )
