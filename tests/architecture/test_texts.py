"""Every text for people goes through the catalogues: none stands bare in a page or a script."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.architecture.app_sources import APP, templates

# They are called so in every language.
NAMES = {"MediaConverterApp", "· MediaConverterApp", "LUFS", "LU", "dBTP"}
# For those who build pages; it is not there in production.
UNTRANSLATED = {"components_page.html"}
GETTEXT = {"_", "gettext", "ngettext", "pgettext", "lazy_gettext", "lazy_pgettext"}
READ_ALOUD = re.compile(r'\b(title|aria-\w+|placeholder|alt|data-say-[\w-]+)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2}")
# A text, not a word of CSS or HTML: begins with a capital, or has words with spaces between.
TEXT = re.compile(r"[A-Z][a-z]+(?![\w+-]*[A-Z+])|.*[a-z,] [a-z]+ [a-z].*[a-z]", re.DOTALL)
# Where it stands for something in HTML: a reference, a key for programs, a state.
NOT_READ = {"aria-labelledby", "aria-describedby", "aria-controls", "aria-keyshortcuts"}
STATES = {"true", "false", "page", "polite", "off", "dialog", "status", "assertive", "menu"}
# What is written in JavaScript between quotes, to people.
SCRIPT_TEXT = re.compile(r"""(["'`])([A-Z][a-z]+(?: [\w$.{}]+)+[.?!]?|[a-z]+(?: [a-z]+){2,})\1""")

PAGES = {path: text for path, text in templates().items() if path not in UNTRANSLATED}
SCRIPTS = sorted((APP / "static" / "js").rglob("*.js"))
ENGINE = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"], autoescape=True)


def written_out(template: str) -> str:
    """Return the HTML that stands in a template; an empty place for what is put in."""
    kept = [str(text) for _, kind, text in ENGINE.lex(template) if kind == "data"]
    return re.sub(r"<!--.*?-->", "", "".join(kept), flags=re.DOTALL)


def bare_texts(template: str) -> Iterator[str]:
    html = written_out(template)
    for name, value in READ_ALOUD.findall(html):
        if name not in NOT_READ and value not in STATES and WORD.search(value):
            yield f"{name}={value}"
    # Attributes that a macro makes stand outside of tags here.
    for text in re.split(r'<[^<>]*>|\b[\w-]+="[^"]*"', html):
        if WORD.search(text) and " ".join(text.split()) not in NAMES:
            yield " ".join(text.split())
    yield from bare_strings(ENGINE.parse(template))


def bare_strings(node: nodes.Node) -> Iterator[str]:
    """Yield the texts that are given to macros and filters without being translated."""
    called = node.node if isinstance(node, nodes.Call) else None
    if isinstance(called, nodes.Name) and called.name in GETTEXT:
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and TEXT.match(node.value):
        yield node.value
    for child in node.iter_child_nodes():
        yield from bare_strings(child)


@pytest.mark.parametrize("path", PAGES)
def test_a_template_has_no_text_outside_the_catalogues(path: str) -> None:
    assert sorted(bare_texts(PAGES[path])) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_takes_its_words_from_the_page(path: Path) -> None:
    text = path.read_text()
    code = "\n".join(line.split("// ")[0] for line in text.splitlines())
    assert [found[1] for found in SCRIPT_TEXT.findall(code)] == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ("<p>{% if late %}too late{% endif %}</p>", ["too late"]),
        ('<a aria-label="Go away">{{ icon("close") }}</a>', ["aria-label=Go away"]),
        ("{{ button('Save it', 'primary') }}", ["Save it"]),
        ("<p>{{ _('Save it') }}</p>", []),
    ],
)
def test_what_stands_bare_is_found(template: str, found: list[str]) -> None:
    assert list(bare_texts(template)) == found
