from collections.abc import Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

KINDS = (
    ("", _("All kinds")),
    ("video", _("Video")),
    ("image", _("Images")),
    ("audio", _("Audio")),
)
STATES = (
    ("any", _("Any state")),
    ("running", _("Being worked on")),
    ("ready", _("With results")),
    ("failed", _("Something failed")),
    ("untouched", _("Not used yet")),
)
SORTS = (
    ("newest", _("Newest first")),
    ("oldest", _("Oldest first")),
    ("name", _("By name")),
    ("largest", _("Largest first")),
    ("longest", _("Longest first")),
)
WORDS_LENGTH = 200
PAGE_DIGITS = 6


class RenameForm(FlaskForm):  # type: ignore[misc] # the library has no types
    """A new name for a file; its extension stays."""

    name = StringField(
        _("Name"),
        [
            InputRequired(_("Please write a name.")),
            Length(max=255, message=_("A name has at most 255 characters.")),
        ],
    )


@dataclass(frozen=True)
class Search:
    """What the list of files is asked for; all of it stands in the address."""

    q: str = ""
    kind: str = ""
    state: str = "any"
    sort: str = "newest"
    page: int = 1

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> "Search":
        """Read an address's query; words that are not on offer count as not there."""
        number = query.get("page", "1")
        return cls(
            q=query.get("q", "").strip()[:WORDS_LENGTH],
            kind=_offered(query.get("kind", ""), KINDS),
            state=_offered(query.get("state", ""), STATES),
            sort=_offered(query.get("sort", ""), SORTS),
            page=max(int(number), 1) if number.isdecimal() and len(number) <= PAGE_DIGITS else 1,
        )

    @property
    def narrows(self) -> bool:
        """Whether files may be left out, so that an empty list does not mean "no files"."""
        return (self.q, self.kind, self.state) != ("", "", "any")

    def query(self, **changes: str | int) -> str:
        """Return the shortest query of this search with `changes`: "?q=beach&page=2"."""
        usual = asdict(Search())
        wanted = {**asdict(self), **changes}
        kept = {name: value for name, value in wanted.items() if value != usual[name]}
        return "?" + urlencode(kept) if kept else "?"


def _offered(word: str, offers: tuple[tuple[str, LazyString], ...]) -> str:
    return word if word in dict(offers) else offers[0][0]
