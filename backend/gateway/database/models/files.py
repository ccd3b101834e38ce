"""Files: on their way in, as they are kept, shown and shared."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.gateway.database.models.base import Base, new_id, now

if TYPE_CHECKING:
    from backend.gateway.database.models.jobs import Job


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


class Preview(Base):
    """An artefact that shows a file, such as a filmstrip, or the wish that it be made."""

    __tablename__ = "previews"
    __table_args__ = (UniqueConstraint("file_id", "kind", "digest"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    # SHA-256 of its parameters as canonical JSON.
    digest: Mapped[str] = mapped_column(String(64))
    # Made by the runner, once, without parameters.
    background: Mapped[bool] = mapped_column(default=False)
    # wanted → ready | failed; failed → wanted, as another attempt
    state: Mapped[str] = mapped_column(String(8), index=True)
    attempt: Mapped[int] = mapped_column(default=0)
    blob_key: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(100), default="")
    size_bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    error_code: Mapped[str] = mapped_column(String(60), default="")
    error_message: Mapped[str] = mapped_column(String(500), default="")
    made_at: Mapped[datetime] = mapped_column(default=now)
    used_at: Mapped[datetime] = mapped_column(default=now, index=True)


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
