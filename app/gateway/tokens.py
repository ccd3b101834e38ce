"""Personal access tokens: how programs act for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Token:
    """A token of the account. `last_used_at` is exact to a minute."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True)
class MadeToken:
    """A token just made. `token` is told this once."""

    name: str
    token: str


@dataclass(frozen=True)
class _Tokens:
    items: tuple[Token, ...]


class Tokens:
    """The tokens of the account. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def all(self) -> tuple[Token, ...]:
        """Return the tokens that work, the newest first."""
        return decode(_Tokens, self._transport.call("GET", "/v1/tokens")).items

    def make(self, *, name: str, scopes: Sequence[str], lifetime_days: int) -> MadeToken:
        """Make a token that may do what its scopes say."""
        message = {"name": name, "scopes": list(scopes), "lifetime_days": lifetime_days}
        return decode(MadeToken, self._transport.call("POST", "/v1/tokens", message=message))

    def withdraw(self, token_id: str) -> None:
        """End a token at once."""
        self._transport.call("DELETE", f"/v1/tokens/{segment(token_id)}")
