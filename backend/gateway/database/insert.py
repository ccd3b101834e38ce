"""Inserting what may be there already, in the words that both databases share."""

from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from backend.gateway.database.models import Base


def insert_missing(db: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose keys are not there yet; leave the others as they are."""
    if not rows:
        return
    # That of the other database would take 2 MiB of memory.
    dialect = import_module(f"sqlalchemy.dialects.{db.get_bind().dialect.name}")
    db.execute(dialect.insert(table).on_conflict_do_nothing(), rows)
