"""The gateway's tables.

Times are timezone-aware UTC. Identifiers are random and unguessable, so that an
address tells nothing about how much there is. What is stored of a token is its
SHA-256 only: reading the database gives nobody a session. Links to single files are
the exception (`Share`).
"""

import secrets
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, ForeignKey, Index, String, TypeDecorator
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

# SQLite gives times back without their zone; everything here is UTC, and says so.


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time, always UTC and always aware, on every database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC; refuse naive times."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """Return a random identifier: 22 characters, URL-safe, 128 bits."""
    return secrets.token_urlsafe(16)


def now() -> datetime:
    """Return the present moment in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """Base of all tables."""

    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this plain dict
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[Any]: JSON,
    }


class Account(Base):
    """A person. `*_key` columns are case-folded, for lookup and uniqueness."""

    __tablename__ = "accounts"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(40))
    username_key: Mapped[str] = mapped_column(String(80), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str] = mapped_column(String(255))
    first_name: Mapped[str] = mapped_column(String(80), default="")
    last_name: Mapped[str] = mapped_column(String(80), default="")
    mail_when_done: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=now)


class Session(Base):
    """A log-in: one browser or other frontend of one account."""

    __tablename__ = "sessions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    remembered: Mapped[bool] = mapped_column(default=False)
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    last_seen_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column()

    account: Mapped[Account] = relationship()


class PasswordReset(Base):
    """A link that lets its holder set a new password; gone once used."""

    __tablename__ = "password_resets"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column()


class Throttle(Base):
    """Failures counted against one subject, such as ``login:address:127.0.0.1``."""

    __tablename__ = "throttles"

    subject: Mapped[str] = mapped_column(String(200), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    # When somebody last proved to be right here; such an address is no stranger.
    succeeded_at: Mapped[datetime | None] = mapped_column(default=None)


class Upload(Base):
    """A file on its way in. Its bytes grow in the staging folder under its id."""

    __tablename__ = "uploads"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    service: Mapped[str] = mapped_column(String(40))
    filename: Mapped[str] = mapped_column(String(255))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    # Set once complete: a repeated last request finds its file instead of a second one.
    file_id: Mapped[str | None] = mapped_column(String(32), default=None)


class File(Base):
    """A file of an account: an original (uploaded) or a result made from another file."""

    __tablename__ = "files"
    __table_args__ = (Index("ix_files_account_created", "account_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    # The original at the root of a chain of results; its own id for an original.
    root_id: Mapped[str] = mapped_column(String(32), index=True)
    source_id: Mapped[str | None] = mapped_column(
        ForeignKey("files.id", ondelete="CASCADE"), index=True, default=None
    )
    # Unique: a job's result is recorded once, whatever crashed in between.
    job_id: Mapped[str | None] = mapped_column(String(32), unique=True, default=None)
    service: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(255))
    name_key: Mapped[str] = mapped_column(String(255))
    extension: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(100))
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    duration_seconds: Mapped[float] = mapped_column(default=0.0)
    media: Mapped[dict[str, Any]] = mapped_column(default=dict)
    blob_key: Mapped[str] = mapped_column(String(200))
    poster_key: Mapped[str | None] = mapped_column(String(200), default=None)
    poster_type: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime] = mapped_column(default=now)
    # Hidden from everybody since then, and removed a little later unless it is given back.
    deleted_at: Mapped[datetime | None] = mapped_column(index=True, default=None)

    jobs: Mapped[list["Job"]] = relationship(
        back_populates="file", cascade="all, delete-orphan", passive_deletes=True
    )


class Share(Base):
    """A link by which anybody who has it may read a file; its id is the secret in it.

    Stored as it is, because the file's owner must be able to read the link again.
    """

    __tablename__ = "shares"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    # None: until it is withdrawn.
    expires_at: Mapped[datetime | None] = mapped_column(index=True, default=None)


class Job(Base):
    """Work asked for on a file. The engine runs it; this row is what people see."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_account_created", "account_id", "created_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"), index=True)
    service: Mapped[str] = mapped_column(String(40))
    operation: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # queued → running → done | failed | cancelled
    state: Mapped[str] = mapped_column(String(12), default="queued", index=True)
    fraction: Mapped[float] = mapped_column(default=0.0)
    speed: Mapped[float] = mapped_column(default=0.0)
    remaining_seconds: Mapped[float] = mapped_column(default=0.0)
    stage: Mapped[str] = mapped_column(String(40), default="")
    method: Mapped[str] = mapped_column(String(20), default="")
    warnings: Mapped[list[Any]] = mapped_column(default=list)
    facts: Mapped[list[Any]] = mapped_column(default=list)
    attempt: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str] = mapped_column(String(60), default="")
    error_message: Mapped[str] = mapped_column(String(500), default="")
    result_file_id: Mapped[str | None] = mapped_column(String(32), default=None)
    created_at: Mapped[datetime] = mapped_column(default=now)
    started_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    # When its owner was sent a mail about its end.
    told_at: Mapped[datetime | None] = mapped_column(default=None)

    file: Mapped[File] = relationship(back_populates="jobs")


class UnlockedAchievement(Base):
    """That an account has unlocked an achievement, when, and when it was told so."""

    __tablename__ = "unlocked_achievements"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    unlocked_at: Mapped[datetime] = mapped_column(default=now)
    announced_at: Mapped[datetime | None] = mapped_column(default=None)


class Tally(Base):
    """How often an account did something: survives the deletion of its files.

    `subject` is what achievements and statistics count: ``job:video.convert``,
    ``format:webm``, ``bytes:in`` and the like.
    """

    __tablename__ = "tallies"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True
    )
    subject: Mapped[str] = mapped_column(String(120), primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger, default=0)


class RunnerHeartbeat(Base):
    """That a job runner lives. Written by the database's clock."""

    __tablename__ = "runner_heartbeats"

    runner_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    beat_at: Mapped[float] = mapped_column()


class StatusSample(Base):
    """How one part did in one minute. Unique, so that several gateways keep it once."""

    __tablename__ = "status_samples"

    component: Mapped[str] = mapped_column(String(120), primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(index=True)
    title: Mapped[str] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(10))


class StatusDay(Base):
    """How many minutes of a day a part was in which state: the samples, rolled up."""

    __tablename__ = "status_days"

    component: Mapped[str] = mapped_column(String(120), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    up_minutes: Mapped[int] = mapped_column()
    degraded_minutes: Mapped[int] = mapped_column()
    down_minutes: Mapped[int] = mapped_column()
