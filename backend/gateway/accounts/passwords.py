"""Passwords: what may be one, and how one is kept.

Hashes are argon2id with one of the five parameter sets that OWASP's Password
Storage Cheat Sheet gives as equally strong. Of these, 7 MiB with 5 passes adds
least to the peak memory of the process.
"""

import functools
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.gateway.accounts.strength import (
    TOO_WEAK,
    VERDICTS,
    Strength,
    estimate,
    explanation,
)
from backend.gateway.problems import Unavailable
from backend.gateway.schemas import accounts as schemas
from backend.gateway.schemas.base import FieldProblem

T = TypeVar("T")

MINIMUM_CHARACTERS = 10
# Hashing takes time by length, and nobody remembers more.
MAXIMUM_BYTES = 1024
# Where one is, is guessed as soon as who one is.
SITE = "mediaconverterapp"

_hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)
# Of a password that nobody can know: verifying against it takes as long as any other.
_DUMMY_HASH = (
    "$argon2id$v=19$m=7168,t=5,p=1$"
    "gFGkJIOxBavg9ZpnoJN8mg$/KRHRKpvLKVCPmeYiAUXmhvpkoZ72WE/kOcobPEXA9M"
)


class Lane:
    """Where work on passwords waits its turn, one at a time.

    A hash takes 7 MiB and one core. In the common pool a burst of log-ins would
    take all threads and forty times that memory, and pages would wait behind it.
    """

    # About three seconds of work; whoever comes later would have given up by then.
    MAX_WAITING = 100

    def __init__(self) -> None:
        self._limiter = anyio.CapacityLimiter(1)

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """Run `work` in a thread; raise `Unavailable` if too many are waiting."""
        if self._limiter.statistics().tasks_waiting >= self.MAX_WAITING:
            raise Unavailable()
        return await anyio.to_thread.run_sync(
            functools.partial(work, *arguments), limiter=self._limiter
        )


@dataclass(frozen=True)
class Owner:
    """Whose password it is. What is known of somebody is what is guessed first."""

    username: str = ""
    email: str = ""
    first_name: str = ""
    last_name: str = ""


def problem_of(password: str, owner: Owner) -> FieldProblem | None:
    """Return why `password` is refused, or None.

    There are no rules about what it is made of (NIST SP 800-63B, 5.1.1.2): such
    rules make passwords alike. It must be long and not among the first guesses.
    """
    broken = _broken_rule(_prepare(password), owner)
    if broken is not None:
        return broken
    strength = _strength_of(password, owner)
    if strength.score in TOO_WEAK:
        return FieldProblem(code="too_weak", message=explanation(strength))
    return None


def judge(password: str, owner: Owner) -> schemas.PasswordStrength:
    """Return what somebody who is choosing a password is told about it."""
    strength = _strength_of(password, owner)
    broken = _broken_rule(_prepare(password), owner)
    verdict, meaning = VERDICTS[strength.score]
    return schemas.PasswordStrength(
        score=strength.score,
        verdict=verdict,
        meaning=broken.message if broken else meaning,
        weakness=strength.weakness,
        suggestions=list(strength.suggestions),
        acceptable=broken is None and strength.score not in TOO_WEAK,
    )


def _broken_rule(prepared: str, owner: Owner) -> FieldProblem | None:
    lowered, email = prepared.casefold(), owner.email.casefold()
    refusals = {
        "required": (not prepared, "Choose a password."),
        "too_short": (
            len(prepared) < MINIMUM_CHARACTERS,
            f"Use at least {MINIMUM_CHARACTERS} characters.",
        ),
        "too_long": (
            len(prepared.encode()) > MAXIMUM_BYTES,
            "This is longer than is taken here.",
        ),
        "same_as_username": (
            lowered == owner.username.casefold(),
            "Do not use your username.",
        ),
        "same_as_email": (
            lowered in {email, email.rpartition("@")[0]},
            "Do not use your e-mail address.",
        ),
    }
    for code, (applies, message) in refusals.items():
        if applies:
            return FieldProblem(code=code, message=message)
    return None


def _strength_of(password: str, owner: Owner) -> Strength:
    about = (owner.username, owner.email, owner.first_name, owner.last_name, SITE)
    return estimate(_prepare(password), about)


def hash_password(password: str) -> str:
    """Return the hash to store."""
    return _hasher.hash(_prepare(password))


def verify(password: str, stored: str | None) -> bool:
    """Tell whether `password` is the one that `stored` was made of.

    Without a stored hash (there is no such account) the answer is no, and takes as
    long: how long it takes tells nobody who has an account.
    """
    if len(password) > MAXIMUM_BYTES:
        password, stored = "", None
    try:
        _hasher.verify(stored or _DUMMY_HASH, _prepare(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def is_outdated(stored: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _prepare(password: str) -> str:
    # "é" is one character on one keyboard and two on another (RFC 8265, OpaqueString).
    # Half a surrogate pair has no bytes; it may stand in JSON all the same.
    return unicodedata.normalize("NFC", password).encode(errors="replace").decode()
