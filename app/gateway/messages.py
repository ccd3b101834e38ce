"""From the gateway's JSON to frozen dataclasses.

Members that a dataclass does not name are ignored, so that an older frontend works
with a newer gateway; a missing or wrongly typed member is a `GatewayBadResponse`.
"""

import dataclasses
import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from app.gateway.errors import GatewayBadResponse

M = TypeVar("M")
Decoder = Callable[[object], object]


def decode(kind: type[M], value: object) -> M:
    """Return `value`, parsed JSON, as the dataclass `kind`.

    Raises `GatewayBadResponse` naming what does not fit.
    """
    hint: object = kind
    try:
        return cast(M, _decoder(hint)(value))
    except (KeyError, TypeError, ValueError) as error:
        raise GatewayBadResponse(f"{kind.__name__}: {error!r}") from error


# The decoders of a class are composed once: pages are built from hundreds of members.
@cache
def _decoder(hint: object) -> Decoder:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _dataclass_decoder(hint)
    if hint in _READERS:
        return _READERS[hint]
    if isinstance(hint, type):
        return _checked(hint)
    return _generic_decoder(hint)


def _generic_decoder(hint: object) -> Decoder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        # Words that a newer gateway may add are shown, not refused.
        return _checked(str)
    if origin is tuple:
        item = _decoder(arguments[0])
        items = _checked(list)
        return lambda value: tuple(item(each) for each in cast(list[object], items(value)))
    if origin is dict:
        member = _decoder(arguments[1])
        members = _checked(dict)
        return lambda value: {
            name: member(each) for name, each in cast(dict[str, object], members(value)).items()
        }
    if origin in {Union, types.UnionType}:
        inner = _decoder(next(each for each in arguments if each is not types.NoneType))
        return lambda value: None if value is None else inner(value)
    raise TypeError(f"no decoder for {hint!r}")


def _dataclass_decoder(kind: type) -> Decoder:
    hints = get_type_hints(kind)
    members = {field.name: _decoder(hints[field.name]) for field in dataclasses.fields(kind)}

    def read(value: object) -> object:
        if not isinstance(value, Mapping):
            raise TypeError(f"expected an object for {kind.__name__}, got {value!r:.80}")
        return kind(**{name: decode_one(value[name]) for name, decode_one in members.items()})

    return read


def _checked(kind: type) -> Decoder:
    def read(value: object) -> object:
        # JSON's true is no number, though Python's is.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise TypeError(f"expected {kind.__name__}, got {value!r:.80}")
        return value

    return read


def _read_float(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TypeError(f"expected a number, got {value!r:.80}")
    return float(value)


def _read_datetime(value: object) -> datetime:
    if not isinstance(value, str):
        raise TypeError(f"expected a time, got {value!r:.80}")
    return datetime.fromisoformat(value)


def _read_date(value: object) -> date:
    if not isinstance(value, str):
        raise TypeError(f"expected a day, got {value!r:.80}")
    return date.fromisoformat(value)


def _as_it_is(value: object) -> object:
    return value


_READERS: Mapping[object, Decoder] = {
    datetime: _read_datetime,
    date: _read_date,
    float: _read_float,
    object: _as_it_is,
}
