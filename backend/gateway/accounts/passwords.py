"""Passwords: what may be one, and how one is kept.

Hashes are argon2id with one of the five parameter sets that OWASP's Password
Storage Cheat Sheet gives as equally strong. Of these, 7 MiB with 5 passes adds
least to the peak memory of the process.
"""

import functools
import unicodedata
from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from backend.gateway.problems import Unavailable
from backend.gateway.schemas.base import FieldProblem

T = TypeVar("T")

MINIMUM_CHARACTERS = 10
# Hashing takes time by length, and nobody remembers more.
MAXIMUM_BYTES = 1024

# Of the lists of leaked passwords, the commonest that are long enough to be allowed.
COMMONEST = frozenset({
    "0123456789", "0987654321", "1234567890", "12345678910", "123456789a", "1q2w3e4r5t",
    "1qaz2wsx3edc", "a123456789", "aa12345678", "abc1234567", "abcd123456", "abcdefghij",
    "admin12345", "administrator", "adminadmin", "baseball123", "changeme123", "football123",
    "iloveyou12", "iloveyou123", "iloveyou1234", "letmein123", "mypassword", "p@ssw0rd123",
    "passw0rd123", "password12", "password123", "password1234", "password12345", "princess123",
    "q1w2e3r4t5", "qwerty1234", "qwerty123456", "qwertyuiop", "qwertyuiop123", "sunshine123",
    "superman123", "welcome123", "welcome1234", "zxcvbnm123",
})  # fmt: skip

_hasher = PasswordHasher(time_cost=5, memory_cost=7 * 1024, parallelism=1)
# Of a password that nobody can know: verifying against it takes as long as any other.
_DUMMY_HASH = (
    "$argon2id$v=19$m=7168,t=5,p=1$"
    "gFGkJIOxBavg9ZpnoJN8mg$/KRHRKpvLKVCPmeYiAUXmhvpkoZ72WE/kOcobPEXA9M"
)


class HashingLane:
    """Where work that hashes passwords waits its turn, one at a time.

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


def problem_of(password: str, *, username: str, email: str) -> FieldProblem | None:
    """Return why `password` is refused, or None.

    There are no rules about what it is made of (NIST SP 800-63B, 5.1.1.2): such
    rules make passwords alike. It must be long and not among the first guesses.
    """
    prepared = _prepare(password)
    lowered = prepared.casefold()
    refusals = {
        "required": (not password, "Choose a password."),
        "too_short": (
            len(prepared) < MINIMUM_CHARACTERS,
            f"Use at least {MINIMUM_CHARACTERS} characters.",
        ),
        "too_long": (
            len(prepared.encode()) > MAXIMUM_BYTES,
            "This is longer than is taken here.",
        ),
        "same_as_username": (
            lowered == username.casefold(),
            "Do not use your username.",
        ),
        "same_as_email": (
            lowered in {email.casefold(), email.casefold().rpartition("@")[0]},
            "Do not use your e-mail address.",
        ),
        "too_common": (
            lowered in COMMONEST or len(set(lowered)) <= 2,
            "This is among the first that are guessed.",
        ),
    }
    for code, (applies, message) in refusals.items():
        if applies:
            return FieldProblem(code=code, message=message)
    return None


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
