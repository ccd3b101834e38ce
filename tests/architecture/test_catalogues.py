"""The catalogues: all texts of the code are in them, and each is translated in each language."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from app.locales import ENGLISH, LANGUAGES
from backend import texts
from backend.gateway.accounts import mails
from tests.architecture.app_sources import APP

# The folder of the pages' catalogues and that of the mails', by the name of their files.
FOLDERS = {"messages": APP / "translations", "mails": mails.TRANSLATIONS}
LOCALES = [str(each.locale) for each in LANGUAGES.values() if each.locale != ENGLISH]
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_pgettext": ((1, "c"), 2)}
PLACE = re.compile(r"%\((\w+)\)s")
RENEW = "`make messages` and translate what is new"


in_each = pytest.mark.parametrize(
    ("domain", "locale"), [(domain, locale) for domain in FOLDERS for locale in LOCALES]
)


@cache
def catalogue(domain: str, locale: str) -> Catalog:
    with (FOLDERS[domain] / locale / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def keys(catalog: Catalog) -> set[tuple[str | None, object]]:
    return {(each.context, each.id) for each in catalog if each.id}


def forms(text: object) -> list[str]:
    return [str(each) for each in text] if isinstance(text, list | tuple) else [str(text)]


@cache
def template(domain: str) -> Catalog:
    with (FOLDERS[domain] / f"{domain}.pot").open("rb") as file:
        return read_po(file)


def test_the_texts_of_the_backend_are_written_down() -> None:
    written = texts.document((*texts.described(), *texts.written()))
    assert texts.FILE.read_text() == written, RENEW


def test_all_texts_of_the_mails_are_collected() -> None:
    found = extract_from_file("python", mails.__file__)
    assert keys(template("mails")) == {(context, text) for _, text, _, context in found}, RENEW


def test_all_texts_of_the_code_are_collected() -> None:
    with (APP / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(APP, methods, options, KEYWORDS)
    in_code = {(context, text) for _, _, text, _, context in found}
    assert keys(template("messages")) == in_code, RENEW


@in_each
def test_a_catalogue_has_exactly_the_texts_of_the_code(domain: str, locale: str) -> None:
    assert keys(catalogue(domain, locale)) == keys(template(domain)), RENEW


@in_each
def test_every_text_is_translated(domain: str, locale: str) -> None:
    catalog = catalogue(domain, locale)
    faults = {each.id: list(faults_of(each, catalog)) for each in catalog if each.id}
    assert {text: found for text, found in faults.items() if found} == {}


@in_each
def test_what_is_read_at_run_time_is_what_was_translated(domain: str, locale: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue(domain, locale))
    kept = Path(FOLDERS[domain], locale, "LC_MESSAGES", f"{domain}.mo")
    assert kept.read_bytes() == compiled.getvalue(), "`make translations`"


def faults_of(message: Message, catalog: Catalog) -> Iterator[str]:
    """Yield what is wrong with a translation."""
    source, translated = forms(message.id), forms(message.string)
    is_plural = len(source) > 1
    places = set(PLACE.findall(source[-1]))
    # Where a form is for one number only, the language may have a word for it.
    for_one = single_forms(catalog) if is_plural else set()
    if message.fuzzy:
        yield "fuzzy"
    if len(translated) != (catalog.num_plurals if is_plural else 1):
        yield f"{len(translated)} forms"
    for position, text in enumerate(translated):
        spare = {"num"} if position in for_one else set()
        found = set(PLACE.findall(text))
        if not text.strip():
            yield "untranslated"
        elif not places - spare <= found <= places:
            yield f"has places for {sorted(found)}"
        if [text[:1].isspace(), text[-1:].isspace()] != [
            source[0][:1].isspace(),
            source[0][-1:].isspace(),
        ]:
            yield "has other space around it"
        if message.python_format and "%" in PLACE.sub("", text).replace("%%", ""):
            yield "has a lone %"


def single_forms(catalog: Catalog) -> set[int]:
    """Return which plural forms stand for a single number, such as 1 in German."""
    chosen = Counter(map(c2py(catalog.plural_expr), range(1000)))
    return {form for form, times in chosen.items() if times == 1}


# Brazilians write the singular after 0, Portuguese do not: the plural is right for both.
PLURAL_RULES = {"pt": "pt_PT"}


@pytest.mark.parametrize("locale", LOCALES)
def test_plural_forms_are_those_of_the_language(locale: str) -> None:
    choose = c2py(catalogue("messages", locale).plural_expr)
    cldr = Locale.parse(PLURAL_RULES.get(locale, locale)).plural_form
    pairs = {(choose(number), cldr(number)) for number in range(1000)}
    assert len(pairs) == len({form for form, _ in pairs}) == len({form for _, form in pairs})
