"""Inserting what may be there already, in the words that both databases share."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from backend.gateway.database.models import Base


def insert_missing(db: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose keys are not there yet; leave the others as they are."""
    if not rows:
        return
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    db.execute(insert(table).on_conflict_do_nothing(), rows)
