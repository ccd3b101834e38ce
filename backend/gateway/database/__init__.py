"""The gateway's own database: an engine made from a URL, and sessions on it."""

from pathlib import Path

from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

SessionMaker = sessionmaker[Session]


def open_database(url: str) -> Engine:
    """Return an engine for `url`, a ``sqlite:///`` or ``postgresql+psycopg://`` address.

    A bare ``postgresql://`` is taken as psycopg 3.
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # pysqlite's own transaction handling would begin too late; see _begin_immediate.
    connection.isolation_level = None  # of sqlite3 only
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.close()


def _begin_immediate(connection: object) -> None:
    # A transaction that reads first and writes later fails at once when another
    # wrote in between (SQLITE_BUSY_SNAPSHOT, no waiting); taking the write lock
    # at the start waits its turn instead. Transactions here are a few ms long.
    connection.exec_driver_sql("BEGIN IMMEDIATE")  # type: ignore[attr-defined]


def session_maker(engine: Engine) -> SessionMaker:
    """Return the maker of sessions; objects stay readable after their commit."""
    return sessionmaker(engine, expire_on_commit=False)
