"""One line per event, as key=value, on standard error; each knows its request."""

import logging
import sys
from contextvars import ContextVar
from time import gmtime

# Threads of the pool inherit it, so that what they log belongs to its request too.
request_id: ContextVar[str] = ContextVar("request_id", default="-")


class KeyValueFormatter(logging.Formatter):
    """``time=… level=… logger=… request_id=… message``; a message cannot forge a line."""

    converter = staticmethod(gmtime)
    default_msec_format = "%s.%03dZ"
    default_time_format = "%Y-%m-%dT%H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, followed by the traceback if there is one."""
        message = record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
        line = (
            f"time={self.formatTime(record)} level={record.levelname.lower()} "
            f"logger={record.name} request_id={request_id.get()} {message}"
        )
        if record.exc_info:
            line += "\n" + self.formatException(record.exc_info)
        return line


def configure() -> None:
    """Send all logs of this process to standard error in the one format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(KeyValueFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Each migration step, each statement's plumbing: of no use beside our own lines.
    for name in ("alembic", "sqlalchemy", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
