"""`python -m backend.texts`: write down the English texts of the backend that people read.

`app/translations/foreign.json` is made here out of what the services say of themselves and of
the sentences in the code, for the frontend's catalogues to translate. A value inside a
sentence becomes a named place: "%(title)s must be at least %(bound)s."
"""

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import IO

from google.protobuf.message import Message

from backend.gateway.achievements.catalogue import ACHIEVEMENTS
from backend.services.audio.description import describe as describe_audio
from backend.services.image.description import describe as describe_image
from backend.services.video.description import describe as describe_video
from backend.services.video.hardware import NONE_WORKS, SWITCHED_OFF
from config import ROOT, ServiceConfig

FILE = ROOT / "app" / "translations" / "foreign.json"
ROOMS = ("backend/gateway", "backend/services")
# Members of the services' messages that are written for people.
TOLD = frozenset({"title", "summary", "help", "group", "unit"})
# What these say goes out by mail, or is for programs and for whoever runs the installation.
NOT_FOR_PAGES = frozenset(
    (
        "__main__",
        "blobs",
        "content",
        "guard",
        "launch",
        "logs",
        "mails",
        "main",
        "migrate",
        "migrations",
        "openapi",
        "server",
        "telling",
        "texts",
        "tus",
        "verify",
    )
)
LOGGERS = frozenset({"log", "logger", "logging"})
# What is told of a file, a result or a part of the installation: (name, title, …).
TITLED = frozenset({"fact", "Fact", "Component", "_judge"})
TITLE = re.compile(r"[A-Z][\w ,-]*")
SENTENCE = re.compile(r"[A-Z“%].* .*[.!?]", re.DOTALL)
# "Audio track %(number)s"; what follows a whole sentence is one of its own.
NUMBERED = re.compile(r"[A-Z][a-z]+(?: [a-z]+)* %\(\w+\)s|%\(title\)s [a-z]+")
ANOTHER = re.compile(r"(?<=[.!?]) ?%\(\w+\)s$")
PLACE = re.compile(r"%\(\w+\)s")


def described() -> Iterator[str]:
    """Yield the texts by which the services and the achievements describe themselves."""
    config = ServiceConfig.from_environment("texts", default_port=1)
    for describe in (describe_video, describe_image, describe_audio):
        description = describe(config)
        yield from _told_in(description)
        for operation in description.operations:
            yield operation.name.replace("_", " ").capitalize()
    yield from (SWITCHED_OFF, NONE_WORKS)
    for each in ACHIEVEMENTS:
        yield from (each.title, each.summary, each.group, each.tier)


def written() -> Iterator[str]:
    """Yield the texts that stand in the code of the gateway and the services."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if NOT_FOR_PAGES.isdisjoint((path.stem, path.parent.name)):
                yield from texts_in(ast.parse(path.read_text()))


def texts_in(module: ast.Module) -> Iterator[str]:
    """Yield the sentences and the titles of facts in a module."""
    passed_over = set(_not_told(module))
    for node in ast.walk(module):
        text = ANOTHER.sub("", _text(node))
        is_told = SENTENCE.fullmatch(text) or NUMBERED.fullmatch(text)
        if is_told and id(node) not in passed_over:
            yield text
        if isinstance(node, ast.Call) and _name(node.func) in TITLED:
            titles = [*node.args[1:2], *(each.value for each in node.keywords)]
            yield from filter(TITLE.fullmatch, map(_text, titles))


def _not_told(module: ast.Module) -> Iterator[int]:
    for node in ast.walk(module):
        if isinstance(node, ast.Expr):
            yield id(node.value)
        if isinstance(node, ast.JoinedStr):
            yield from (id(part) for part in node.values)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_log = _name(node.func.value) in LOGGERS
            yield from (id(part) for part in ast.walk(node) if is_log)


def _text(node: ast.AST) -> str:
    """Return the text that a literal makes, empty for any other node."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if not isinstance(node, ast.JoinedStr):
        return ""
    seen: Counter[str] = Counter()
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value).replace("%", "%%"))
        elif isinstance(part, ast.FormattedValue):
            name = _name(part.value).strip("_").lower()
            seen[name] += 1
            parts.append(f"%({name}{seen[name] if seen[name] > 1 else ''})s")
    return "".join(parts)


def _name(node: ast.AST) -> str:
    """Return the word in the code that says what a value is."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(args=[first, *_]) | ast.Subscript(value=first) | ast.BinOp(left=first):
            return _name(first)
        case ast.Call(func=function):
            return _name(function)
    return "value"


def _told_in(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        parts = value if field.is_repeated else [value]
        for part in parts:
            if isinstance(part, Message):
                yield from _told_in(part)
            elif field.name in TOLD:
                yield str(part)


def document(texts: Iterable[str]) -> str:
    """Return `texts` as the frontend reads them: those with values in them apart."""
    known = sorted({text for text in texts if re.search("[A-Za-z]", text)})
    kinds = {
        "texts": [text for text in known if not PLACE.search(text)],
        "patterns": [text for text in known if PLACE.search(text)],
    }
    return json.dumps(kinds, indent=1, ensure_ascii=False) + "\n"


def extract(file: IO[bytes], *_: object, **__: object) -> Iterator[tuple[object, ...]]:
    """Hand what was written down to Babel, which collects the texts of all files."""
    for texts in json.load(file).values():
        yield from ((1, None, text, ()) for text in texts)


if __name__ == "__main__":
    FILE.write_text(document((*described(), *written())))
    sys.stdout.write(f"{FILE.relative_to(ROOT)}\n")
