"""Log lines for machines: one JSON object per line on stderr."""

import json
import logging
import sys
from datetime import UTC, datetime

LOGGER = logging.getLogger("media")


class _JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        fields |= getattr(record, "fields", {})
        if record.exc_info:
            fields["traceback"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


def log_to_stderr() -> None:
    """Write everything that is logged as JSON lines to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_JsonFormatter())
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)


def event(
    name: str, level: int = logging.INFO, *, traceback: bool = False, **fields: object
) -> None:
    """Log the event `name` with its fields."""
    LOGGER.log(level, name, exc_info=traceback, extra={"fields": fields})
