"""How the parts of the installation do, and did."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from backend.gateway.database.models.base import Base


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
