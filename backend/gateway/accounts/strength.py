"""How hard a password is to guess, and what would make it harder.

Estimated by zxcvbn: how many guesses would somebody need who knows the lists of leaked
passwords, names, words, dates and keyboard patterns, and who the password is for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from zxcvbn import zxcvbn

import backend.gateway.accounts.common_words  # noqa: F401  makes zxcvbn smaller

# It takes 0.2 s for this many characters, and more than proportionally longer for more.
# Whoever chose a longer password is judged by how it begins.
JUDGED_CHARACTERS = 64
# Of names and addresses, for the same reason.
JUDGED_ABOUT = 100
# Such are found within a million guesses: by anybody, in an afternoon.
TOO_WEAK = range(2)

# What a score means, by the score.
VERDICTS = (
    ("Very weak", "This is among the first that are guessed."),
    ("Weak", "This is soon guessed by anybody who tries."),
    ("Fair", "This withstands guessing here, but not somebody who has stolen the database."),
    ("Good", "This withstands long guessing, even by somebody who has stolen the database."),
    ("Strong", "Nobody will guess this."),
)
ABOUT_YOU = "It is made of your own name or address."


@dataclass(frozen=True)
class Strength:
    """A `score` from 0 to 4, what makes the password weak, and what would help."""

    score: int
    weakness: str
    suggestions: tuple[str, ...]


def estimate(password: str, about: Sequence[str] = ()) -> Strength:
    """Return how strong a password is for somebody of whom one knows `about`."""
    judged = password[:JUDGED_CHARACTERS]
    if not judged:
        return Strength(0, "", ())
    words = {word for text in about for word in _words_of(text[:JUDGED_ABOUT])}
    found = zxcvbn(judged, user_inputs=sorted(words))
    weakness = str(found["feedback"]["warning"] or "")
    if any(match.get("dictionary_name") == "user_inputs" for match in found["sequence"]):
        weakness = weakness or ABOUT_YOU
    score = int(found["score"])
    # A strong one needs no advice, whatever stands in it.
    if score > TOO_WEAK.stop:
        return Strength(score, "", ())
    return Strength(score, weakness, tuple(map(str, found["feedback"]["suggestions"])))


def explanation(strength: Strength) -> str:
    """Return in a few sentences why a password is too weak, and what would help."""
    return " ".join((strength.weakness or VERDICTS[strength.score][1], *strength.suggestions))


def _words_of(text: str) -> set[str]:
    # Of one or two letters, nearly every password is made.
    return {word for word in (text, *re.split(r"[\W_]+", text)) if len(word) > 2}
