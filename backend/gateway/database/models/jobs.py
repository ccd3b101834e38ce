"""Work: as it was asked for, of one file or of many, and what people keep to ask again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from backend.gateway.database.models.base import Base, new_id, now
from backend.gateway.database.models.files import File


class Batch(Base):
    """The same work on several files; how it goes, its jobs tell."""

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id", ondelete="CASCADE"), index=True
    )
    service: Mapped[str] = mapped_column(String(40))
    operation: Mapped[str] = mapped_column(String(40))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


class OwnPreset(Base):
    """Values of an operation's parameters that somebody keeps under a name."""

    __tablename__ = "own_presets"
    __table_args__ = (UniqueConstraint("account_id", "service", "operation", "name_key"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    service: Mapped[str] = mapped_column(String(40))
    operation: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    # Case-folding can make three characters of one.
    name_key: Mapped[str] = mapped_column(String(240))
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime] = mapped_column(default=now)


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
    # The batch that it is part of, and its place there.
    batch_id: Mapped[str | None] = mapped_column(
        ForeignKey("batches.id", ondelete="SET NULL"), index=True, default=None
    )
    batch_place: Mapped[int] = mapped_column(default=0)
    # When its owner was sent a mail about its end.
    told_at: Mapped[datetime | None] = mapped_column(default=None)

    file: Mapped[File] = relationship(back_populates="jobs")
