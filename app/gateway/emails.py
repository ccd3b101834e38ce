"""The e-mail address of the account, and another that is to be confirmed."""

from dataclasses import dataclass
from datetime import datetime

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Email:
    """Where mails go. `wanted` is empty unless an address is to be confirmed."""

    email: str
    wanted: str
    expires_at: datetime | None


class Emails:
    """The account's address. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def mine(self) -> Email:
        """Return where mails go, and what waits to be confirmed."""
        return decode(Email, self._transport.call("GET", "/v1/account/email"))

    def change(self, *, email: str, password: str) -> Email:
        """Have a link mailed to another address."""
        message = {"email": email, "password": password}
        return decode(Email, self._transport.call("PUT", "/v1/account/email", message=message))

    def keep(self) -> None:
        """Keep the address: a link that was mailed is worth nothing any more."""
        self._transport.call("DELETE", "/v1/account/email/wanted")

    def check(self, token: str) -> Email:
        """Return what a mailed link would change; raises `NotFound`."""
        return decode(Email, self._transport.call("GET", _link(token)))

    def confirm(self, token: str) -> None:
        """Change the address by a mailed link, which is used up; raises `NotFound`."""
        self._transport.call("POST", _link(token))


def _link(token: str) -> str:
    return f"/v1/account/email/links/{segment(token)}"
