"""The gateway's tables.

Times are timezone-aware UTC. Identifiers are random and unguessable, so that an
address tells nothing about how much there is. What is stored of a token is its
SHA-256 only: reading the database gives nobody a session. Links to single files are
the exception (`Share`).
"""

from backend.gateway.database.models.accounts import (
    AccessToken,
    Account,
    EmailChange,
    PasswordReset,
    Session,
    Throttle,
)
from backend.gateway.database.models.achievements import Tally, UnlockedAchievement
from backend.gateway.database.models.base import Base, UtcDateTime, new_id, now
from backend.gateway.database.models.files import File, Preview, Share, Upload
from backend.gateway.database.models.jobs import Batch, Job, OwnPreset
from backend.gateway.database.models.status import RunnerHeartbeat, StatusDay, StatusSample

__all__ = [
    "AccessToken",
    "Account",
    "Base",
    "Batch",
    "EmailChange",
    "File",
    "Job",
    "OwnPreset",
    "PasswordReset",
    "Preview",
    "RunnerHeartbeat",
    "Session",
    "Share",
    "StatusDay",
    "StatusSample",
    "Tally",
    "Throttle",
    "UnlockedAchievement",
    "Upload",
    "UtcDateTime",
    "new_id",
    "now",
]
