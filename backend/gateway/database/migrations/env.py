"""How Alembic runs here: always on a connection that `migrate` has opened.

Migrations go one way: an older state comes back from a backup, with its data.
"""

from typing import Any, Literal

from alembic import context

from backend.gateway.database.models import Base, UtcDateTime


def _column_type(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    # Written migrations must not change when the models do.
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite can: its driver is told not to commit behind our back.
    transactional_ddl=True,
    render_as_batch=True,
    render_item=_column_type,
)
with context.begin_transaction():
    context.run_migrations()
