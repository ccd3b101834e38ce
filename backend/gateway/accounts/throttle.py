"""Slows down whoever guesses, and nobody else.

Attempts are counted *before* they are judged, so that a hundred sent at once
count as a hundred, and forgiven if they turn out to be right. A number of them
is free; after that each one blocks its subject for twice as long as the one before.

The rule for logging in
    (name, address)   5 free, then 2 s, 4 s … up to 15 minutes. What one address
                      does to a name never blocks another address: a stranger
                      cannot lock somebody out, and a right password from an
                      address that has not failed always works.
    address           30 free over all names, then likewise: one machine cannot
                      try a common password on everybody.
    name              never blocked. But once 50 attempts over all addresses have
                      failed, an address from which nobody has ever logged in to
                      this name gets one free attempt instead of 5 and then waits
                      for a minute and more: a thousand machines get a thousand
                      guesses, not five thousand, and the owner's own browser
                      notices nothing.

Names are counted as typed (hashed), whether or not there is such an account, so
that being slowed down does not tell either. Counts are forgotten after a day
without attempts; that an address has logged in is remembered for 90 days.
"""

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from backend.gateway.database.insert import insert_missing
from backend.gateway.database.models import Throttle
from backend.gateway.problems import TooManyAttempts

LONGEST_DELAY = timedelta(minutes=15)
FORGET_AFTER = timedelta(days=1)
KNOWN_FOR = timedelta(days=90)
SUSPICIOUS_FAILURES = 50

UNLIMITED = 1_000_000_000


@dataclass(frozen=True)
class Limit:
    """How many attempts on a subject are free, and the first delay after them in seconds."""

    subject: str
    free: int
    first_delay_seconds: float = 2.0


def log_in_limits(db: Session, name: str, address: str) -> list[Limit]:
    """Return the limits of an attempt to log in as `name` from `address`."""
    pair, by_name = _pair("login", name, address), f"login:name:{_digest(name)}"
    known = db.get(Throttle, pair)
    is_known = known is not None and known.succeeded_at is not None
    tried = db.get(Throttle, by_name)
    if tried is not None and tried.failures >= SUSPICIOUS_FAILURES and not is_known:
        pair_limit = Limit(pair, free=1, first_delay_seconds=60.0)
    else:
        pair_limit = Limit(pair, free=5)
    return [
        pair_limit,
        Limit(f"login:address:{network(address)}", free=30),
        Limit(by_name, free=UNLIMITED),
    ]


def registration_limits(address: str) -> list[Limit]:
    """Return the limits of registering from `address`, which also tells which names are taken."""
    return [Limit(f"register:address:{network(address)}", free=50)]


def reset_limits(name: str, address: str) -> list[Limit]:
    """Return the limits of asking for reset mails to `name` from `address`."""
    return [
        Limit(_pair("reset", name, address), free=3, first_delay_seconds=30.0),
        Limit(f"reset:address:{network(address)}", free=20, first_delay_seconds=30.0),
    ]


def password_limits(account_id: str, address: str) -> list[Limit]:
    """Return the limits of proving who one is while logged in."""
    return [Limit(_pair("password", account_id, address), free=5)]


def email_limits(account_id: str, address: str) -> list[Limit]:
    """Return the limits of having links mailed to other addresses, which also tells who has one."""
    return [
        Limit(f"email:account:{account_id}", free=5, first_delay_seconds=60.0),
        *registration_limits(address),
    ]


def count_attempt(db: Session, limits: Sequence[Limit], moment: datetime) -> None:
    """Count an attempt at `moment`; raise `TooManyAttempts` if it comes too early.

    One that comes too early is not counted: waiting always helps.
    """
    rows = _locked(db, limits, moment)
    # Of two at once, the later may have looked at the clock first: only who has used up
    # what is free is compared by time.
    waits = [
        (row.blocked_until - moment).total_seconds()
        for row, limit in zip(rows, limits, strict=True)
        if row.failures > limit.free
    ]
    if waits and max(waits) > 0:
        raise TooManyAttempts(max(waits))
    for row, limit in zip(rows, limits, strict=True):
        if moment - row.updated_at > FORGET_AFTER:
            row.failures = 0
        row.failures += 1
        row.updated_at = moment
        row.blocked_until = moment + _delay(row.failures, limit)


def forgive(db: Session, limits: Sequence[Limit], moment: datetime) -> None:
    """Take back an attempt that was right. Its first subject is known from now on."""
    rows = _locked(db, limits, moment)
    for row, limit in zip(rows, limits, strict=True):
        row.failures = max(0, row.failures - 1)
        row.blocked_until = min(row.blocked_until, moment + _delay(row.failures, limit))
    rows[0].failures = 0
    rows[0].blocked_until = moment
    rows[0].succeeded_at = moment


def forget_name(db: Session, names: Sequence[str]) -> None:
    """Forget all failures on these names: their owner has a new password."""
    for name in names:
        digest = _digest(name)
        db.execute(delete(Throttle).where(Throttle.subject == f"login:name:{digest}"))
        db.execute(delete(Throttle).where(Throttle.subject.startswith(f"login:pair:{digest}:")))


def sweep(db: Session, moment: datetime) -> None:
    """Delete rows that no longer tell anything."""
    db.execute(
        delete(Throttle).where(
            Throttle.blocked_until < moment,
            Throttle.updated_at < moment - FORGET_AFTER,
            or_(Throttle.succeeded_at.is_(None), Throttle.succeeded_at < moment - KNOWN_FOR),
        )
    )


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the /64 that one customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return _digest(address)
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return str(parsed)


def _delay(failures: int, limit: Limit) -> timedelta:
    beyond = failures - limit.free
    if beyond <= 0:
        return timedelta(0)
    # The exponent is bounded so that the power cannot overflow.
    seconds = limit.first_delay_seconds * 2 ** min(beyond - 1, 30)
    return min(timedelta(seconds=seconds), LONGEST_DELAY)


def _locked(db: Session, limits: Sequence[Limit], moment: datetime) -> list[Throttle]:
    subjects = [limit.subject for limit in limits]
    fresh = {"failures": 0, "blocked_until": moment, "updated_at": moment}
    insert_missing(db, Throttle, [{"subject": subject, **fresh} for subject in sorted(subjects)])
    # Locked in one order by everybody, so that two never wait for each other.
    query = (
        select(Throttle)
        .where(Throttle.subject.in_(subjects))
        .order_by(Throttle.subject)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    rows = {row.subject: row for row in db.scalars(query)}
    return [rows[subject] for subject in subjects]


def _pair(action: str, name: str, address: str) -> str:
    return f"{action}:pair:{_digest(name)}:{network(address)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]
