"""`python -m backend.gateway.database.migrate`: bring the database to today's shape.

Run at the start of every process that needs the database. Of several that start
at once, one migrates and the others wait for it.
"""

import sys
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

from backend.gateway.database import open_database
from config import ConfigurationError, GatewayConfig

MIGRATIONS = Path(__file__).parent / "migrations"

# Any number, as long as nothing else in the same database uses it for a lock.
_LOCK = 4_117_002_026


def migrate(engine: Engine) -> None:
    """Apply the migrations that are missing, all of them or none."""
    # On SQLite, beginning to write already waits for whoever writes.
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Return Alembic's settings for work on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def main() -> int:
    """Migrate the configured database; return the exit code."""
    try:
        engine = open_database(GatewayConfig.from_environment().database_url)
        migrate(engine)
    except (ConfigurationError, SQLAlchemyError) as error:
        sys.stderr.write(f"Cannot migrate the database: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
