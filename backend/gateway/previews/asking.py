"""What is asked of a preview: parameters as JSON, the same text for the same wish."""

import hashlib
import json
import math
from dataclasses import dataclass
from typing import NoReturn

from pydantic import JsonValue

from backend.gateway.problems import Invalid

# In an address: more would not pass through proxies and servers on the way.
MAX_PARAMETERS_LENGTH = 6000


@dataclass(frozen=True)
class Asked:
    """Parameters of a preview, and the digest by which what they make is found again."""

    parameters: dict[str, JsonValue]
    digest: str


def read(text: str) -> Asked:
    """Return the parameters that `text` holds, a JSON object or nothing; raise `Invalid`."""
    try:
        parsed = json.loads(
            text or "{}", parse_float=_number, parse_int=_number, parse_constant=_no_number
        )
        canonical = json.dumps(parsed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        digest = hashlib.sha256(canonical.encode()).hexdigest()
    except (ValueError, RecursionError) as error:  # UnicodeEncodeError is a ValueError too
        raise _wrong("These are no parameters: a JSON object is expected.") from error
    if not isinstance(parsed, dict):
        raise _wrong("These are no parameters: a JSON object is expected.")
    if len(text) > MAX_PARAMETERS_LENGTH:
        raise _wrong(f"Parameters may be up to {MAX_PARAMETERS_LENGTH} characters long.")
    return Asked(parsed, digest)


def _number(text: str) -> float:
    # One kind of number, as it travels to services: 1, 1.0 and 1e0 are the same wish.
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _wrong(message: str) -> Invalid:
    return Invalid.field("parameters", "invalid", message)


NOTHING = read("{}")
