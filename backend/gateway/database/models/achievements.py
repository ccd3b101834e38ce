"""What accounts have done, and what they unlocked by it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.gateway.database.models.base import Base, now


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
