"""The gateway's own database: an engine made from a URL, and sessions on it.

Two kinds of session come from one engine. A reading one sees a snapshot, never
waits and cannot write; a writing one takes its turn. Both end quickly: nothing
slow (a hash, a mail, a call to a service) happens while one is open.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

SessionMaker = sessionmaker[Session]

# As many as threads of the gateway can want one: nobody waits for a connection
# while holding another.
POOL_SIZE = 10
POOL_OVERFLOW = 60

_READ_ONLY = "gateway_read_only"


def open_database(url: str) -> Engine:
    """Return an engine for `url`, a ``sqlite:///`` or ``postgresql+psycopg://`` address.

    A bare ``postgresql://`` is taken as psycopg 3.
    """
    address = make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "sqlite":
        return create_engine(
            address,
            pool_pre_ping=True,
            pool_size=POOL_SIZE,
            max_overflow=POOL_OVERFLOW,
            hide_parameters=True,
        )
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        address,
        connect_args={"timeout": 10},
        pool_size=POOL_SIZE,
        max_overflow=POOL_OVERFLOW,
        # Tracebacks end up in logs, and must not carry what people typed.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # pysqlite's own transaction handling would begin too late; see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if connection.get_execution_options().get(_READ_ONLY):
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
        return
    # A transaction that reads first and writes later fails at once when another
    # wrote in between (SQLITE_BUSY_SNAPSHOT, no waiting); taking the write lock
    # at the start waits its turn instead. Transactions here are a few ms long.
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def session_maker(engine: Engine) -> SessionMaker:
    """Return the maker of writing sessions; objects stay readable after their commit."""
    return sessionmaker(engine, expire_on_commit=False)


def reading_session_maker(engine: Engine) -> SessionMaker:
    """Return the maker of reading sessions: writing in one is an error of the database."""
    reading = engine.execution_options(**{_READ_ONLY: True, "postgresql_readonly": True})
    return sessionmaker(reading, expire_on_commit=False, autoflush=False)
