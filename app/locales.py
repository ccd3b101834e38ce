"""Languages: which there are, and which one a visitor gets.

The account's language counts first, then the cookie that the menu sets, then what the
browser asks for. Whatever none of them names is shown in English.
"""

from dataclasses import dataclass

from babel import Locale
from flask import Flask, Response, request
from flask_babel import get_locale
from flask_login import current_user

from app.cookies import keep_choice

COOKIE = "language"

# English as it is written in most of the world: the day before the month, 24 hours.
ENGLISH = Locale("en", "GB")


@dataclass(frozen=True)
class Language:
    """A language of the pages. `tag` is what HTML calls it, `title` what its speakers do."""

    code: str
    title: str
    locale: Locale

    @property
    def tag(self) -> str:
        """Return "zh-Hans": language and script, as HTML and HTTP write them."""
        script = self.locale.script
        return f"{self.code}-{script}" if script else self.code

    @property
    def direction(self) -> str:
        """Return "rtl" for what is written from right to left, else "ltr"."""
        return self.locale.text_direction


LANGUAGES = {
    each.code: each
    for each in (
        Language("en", "English", ENGLISH),
        Language("de", "Deutsch", Locale("de")),
        Language("es", "Español", Locale("es")),
        Language("fr", "Français", Locale("fr")),
        Language("pt", "Português", Locale("pt")),
        Language("ru", "Русский", Locale("ru")),
        Language("uk", "Українська", Locale("uk")),
        Language("zh", "简体中文", Locale("zh", script="Hans")),
        Language("ja", "日本語", Locale("ja")),
        Language("ar", "العربية", Locale("ar")),
    )
}
# What has no text for people says nothing of its language.
SPOKEN = ("text/html", "application/manifest+json")


def init_app(app: Flask) -> None:
    """Give templates the languages, and say on each page which one it is in."""
    app.jinja_env.globals["languages"] = tuple(LANGUAGES.values())
    app.jinja_env.globals["current_language"] = current_language
    app.after_request(_name_language)


def selected() -> str:
    """Return the locale that the present request shall be answered in."""
    of_account = getattr(current_user, "language", "")
    return str(LANGUAGES[of_account if of_account in LANGUAGES else spoken()].locale)


def current_language() -> Language:
    """Return the language of the present request."""
    return LANGUAGES[current_locale().language]


def current_locale() -> Locale:
    """Return the locale of the present request; English where there is none."""
    return get_locale() or ENGLISH


def keep(response: Response, chosen: str) -> Response:
    """Keep `chosen` in the visitor's browser; any other word follows the browser again."""
    return keep_choice(response, COOKIE, chosen, LANGUAGES)


def spoken() -> str:
    """Return the language of this browser, whatever the account says: that, the gateway knows."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "en")


def _name_language(response: Response) -> Response:
    if response.mimetype in SPOKEN:
        response.headers.setdefault("Content-Language", current_language().tag)
        response.vary.update(("Accept-Language", "Cookie"))
    return response
