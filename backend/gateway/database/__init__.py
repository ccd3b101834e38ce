"""The gateway's own database: an engine made from a URL, and sessions on it.

Two kinds of session come from one engine. A reading one sees a snapshot, never
waits and cannot write; a writing one takes its turn. Both end quickly: nothing
slow (a hash, a mail, a call to a service) happens while one is open.
"""

import threading
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

SessionMaker = sessionmaker[Session]

# As many as threads of the gateway can want one: nobody waits for a connection
# while holding another.
POOL_SIZE = 10
POOL_OVERFLOW = 60

_READ_ONLY = "gateway_read_only"
_HAS_TURN = "gateway_has_turn"


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
    turns = _WritersInTurn()
    event.listen(engine, "begin", turns.begin)
    event.listen(engine, "checkin", turns.end)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # pysqlite's own transaction handling would begin too late; see _WritersInTurn.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA busy_timeout=10000")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


class _WritersInTurn:
    """Lets the threads of this process write to SQLite one after another.

    SQLite itself lets those who wait try again now and then, whoever comes at the
    right moment: of forty writers, some waited for 8 seconds while others passed.
    """

    LONGEST_WAIT_SECONDS = 10.0

    def __init__(self) -> None:
        self._turn = threading.Lock()

    def begin(self, connection: Connection) -> None:
        """Begin a transaction, as soon as it may write if it is to write."""
        if connection.get_execution_options().get(_READ_ONLY):
            connection.exec_driver_sql("PRAGMA query_only=ON")
            connection.exec_driver_sql("BEGIN")
            return
        if not self._turn.acquire(timeout=self.LONGEST_WAIT_SECONDS):
            raise OperationalError("BEGIN IMMEDIATE", {}, TimeoutError("others are writing"))
        _notes(connection.connection)[_HAS_TURN] = True
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        # A transaction that reads first and writes later fails at once when another
        # process wrote in between (SQLITE_BUSY_SNAPSHOT, no waiting); taking the write
        # lock at the start waits instead. Transactions here are a few ms long.
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def end(self, _connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        """Let the next one write. However a transaction ended, its connection comes back."""
        if _notes(record).pop(_HAS_TURN, False):
            self._turn.release()


def _notes(connection: PoolProxiedConnection | ConnectionPoolEntry) -> dict[str, bool]:
    # These outlive a connection that breaks, so that its turn ends all the same.
    notes = connection.record_info
    assert notes is not None, "the connection has left its pool"
    return notes


def session_maker(engine: Engine) -> SessionMaker:
    """Return the maker of writing sessions; objects stay readable after their commit."""
    return sessionmaker(engine, expire_on_commit=False)


def reading_session_maker(engine: Engine) -> SessionMaker:
    """Return the maker of reading sessions: writing in one is an error of the database."""
    reading = engine.execution_options(**{_READ_ONLY: True, "postgresql_readonly": True})
    return sessionmaker(reading, expire_on_commit=False, autoflush=False)
