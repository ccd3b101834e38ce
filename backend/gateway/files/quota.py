"""How much an account holds, and whether more may come."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.gateway.context import Context
from backend.gateway.database.models import Account, File, Upload
from backend.gateway.problems import DiskFull, TooLarge


def used_bytes(db: Session, account_id: str) -> int:
    """Return how much the files of an account hold, originals and results.

    Deleted ones do not count: what somebody deletes makes room at once.
    """
    held = select(func.coalesce(func.sum(File.size_bytes), 0)).where(
        File.account_id == account_id, File.deleted_at.is_(None)
    )
    return int(db.scalar(held) or 0)


def require_room(context: Context, db: Session, account_id: str, size_bytes: int) -> None:
    """Raise `TooLarge` or `DiskFull` if a file of `size_bytes` cannot be taken."""
    config = context.config
    if size_bytes > config.max_upload_bytes:
        raise TooLarge(message=f"Files may have up to {_shown(config.max_upload_bytes)}.")
    require_quota(context, db, account_id, size_bytes)
    require_disk_space(context, size_bytes)


def require_quota(context: Context, db: Session, account_id: str, size_bytes: int) -> None:
    """Raise `TooLarge` if the account's quota has no room for `size_bytes` more.

    Uploads on their way count with their full size, and creations of one account
    take turns, so that many at once cannot pass together.
    """
    config = context.config
    db.execute(select(Account.id).where(Account.id == account_id).with_for_update())
    announced = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(
        Upload.account_id == account_id, Upload.file_id.is_(None)
    )
    left = config.quota_bytes - used_bytes(db, account_id) - int(db.scalar(announced) or 0)
    if size_bytes > left:
        raise TooLarge(
            "quota_exceeded",
            f"Your files may hold {_shown(config.quota_bytes)} together, and "
            f"{_shown(max(left, 0))} are left. Please delete something first.",
        )


def require_disk_space(context: Context, size_bytes: int) -> None:
    """Raise `DiskFull` if `size_bytes` more would eat into the reserve of a disk."""
    free = [context.staging.free_bytes(), context.storage.free_bytes()]
    if any(
        space is not None and space - size_bytes < context.config.reserve_disk_bytes
        for space in free
    ):
        raise DiskFull()


def _shown(size_bytes: int) -> str:
    size, unit = float(size_bytes), "bytes"
    for unit in ("bytes", "KiB", "MiB", "GiB", "TiB"):
        if size < 1024 or unit == "TiB":
            break
        size /= 1024
    return f"{size:.0f} {unit}" if size >= 10 or size == int(size) else f"{size:.1f} {unit}"
