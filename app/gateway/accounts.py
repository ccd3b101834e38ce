"""Accounts, their sessions and lost passwords."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.gateway.addresses import segment
from app.gateway.messages import decode
from app.gateway.streams import Download, PassedBody
from app.gateway.transport import Transport


@dataclass(frozen=True)
class Account:
    """A person, as they see themselves. `mail_when_done`: long work is told of by mail.

    `language` and `theme` are empty where the browser decides. `avatar` is empty where there
    is none, and another text with each new picture.
    """

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
    mail_when_done: bool
    language: str
    theme: str
    avatar: str
    created_at: datetime


@dataclass(frozen=True)
class NewSession:
    """A session just begun. `token` is told this once."""

    token: str
    expires_at: datetime
    account: Account


@dataclass(frozen=True)
class Session:
    """One of the places where the account is logged in."""

    id: str
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


@dataclass(frozen=True)
class _Sessions:
    items: tuple[Session, ...]


@dataclass(frozen=True)
class ServiceStatistics:
    """What somebody has done with one service, and holds of it."""

    name: str
    title: str
    files: int
    stored_bytes: int
    jobs_done: int
    seconds_made: int


@dataclass(frozen=True)
class Statistics:
    """What somebody has done in all, and holds now (`files`, `stored_bytes`)."""

    files: int
    stored_bytes: int
    jobs_done: int
    bytes_in: int
    bytes_out: int
    seconds_made: int
    services: tuple[ServiceStatistics, ...]


@dataclass(frozen=True)
class PasswordStrength:
    """How hard a password is to guess: `score` from 0 to 4, and why, in words."""

    score: int
    verdict: str
    meaning: str
    weakness: str
    suggestions: tuple[str, ...]
    acceptable: bool


class Accounts:
    """What people do with their account. All methods raise `GatewayError`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def register(
        self, *, username: str, email: str, password: str, first_name: str = "", last_name: str = ""
    ) -> NewSession:
        """Make an account and begin its first session."""
        message = {
            "username": username,
            "email": email,
            "password": password,
            "first_name": first_name,
            "last_name": last_name,
        }
        return decode(NewSession, self._transport.call("POST", "/v1/accounts", message=message))

    def judge_password(self, password: str, **about: str) -> PasswordStrength:
        """Return how hard `password` is to guess for whoever knows what is said `about` somebody.

        Knows `username`, `email`, `first_name` and `last_name`.
        """
        message = {"password": password, **about}
        return decode(
            PasswordStrength, self._transport.call("POST", "/v1/password-strength", message=message)
        )

    def log_in(self, *, login: str, password: str, remember: bool = False) -> NewSession:
        """Begin a session; `login` is a username or an e-mail address."""
        message = {"login": login, "password": password, "remember": remember}
        return decode(NewSession, self._transport.call("POST", "/v1/sessions", message=message))

    def log_out(self) -> None:
        """End the current session."""
        self._transport.call("DELETE", "/v1/sessions/current")

    def mine(self) -> Account:
        """Return the account of the current session."""
        return decode(Account, self._transport.call("GET", "/v1/account"))

    def change(self, **values: object) -> Account:
        """Change the members that are given: names, `mail_when_done`, `language`, `theme`."""
        return decode(Account, self._transport.call("PATCH", "/v1/account", message=values))

    def delete(self, *, password: str) -> None:
        """Delete the account and all that belongs to it."""
        self._transport.call("DELETE", "/v1/account", message={"password": password})

    def statistics(self) -> Statistics:
        """Return what was done so far."""
        return decode(Statistics, self._transport.call("GET", "/v1/account/statistics"))

    def open_export(self) -> Download:
        """Open the zip of all that is kept of the account."""
        return self._transport.open_download("GET", "/v1/account/export", headers={})

    def change_avatar(self, picture: PassedBody) -> Account:
        """Make a picture, as it came, that of the account."""
        return decode(
            Account,
            self._transport.send_body(
                "/v1/account/avatar",
                picture,
                method="PUT",
                headers={"Content-Type": "application/octet-stream"},
            ),
        )

    def remove_avatar(self) -> Account:
        """Take the picture away."""
        return decode(Account, self._transport.call("DELETE", "/v1/account/avatar"))

    def open_avatar(self, headers: Mapping[str, str]) -> Download:
        """Open the picture; raises `NotFound` if there is none. `headers` are the visitor's."""
        return self._transport.open_download("GET", "/v1/account/avatar", headers=headers)

    def change_password(self, *, old_password: str, new_password: str) -> NewSession:
        """Change the password. All sessions end; the caller goes on with the one returned."""
        message = {"old_password": old_password, "new_password": new_password}
        return decode(
            NewSession, self._transport.call("PUT", "/v1/account/password", message=message)
        )

    def sessions(self) -> tuple[Session, ...]:
        """Return all live sessions, the newest first."""
        return decode(_Sessions, self._transport.call("GET", "/v1/sessions")).items

    def end_session(self, session_id: str) -> None:
        """End one session."""
        self._transport.call("DELETE", f"/v1/sessions/{segment(session_id)}")

    def end_other_sessions(self) -> None:
        """End all sessions but the current one."""
        self._transport.call("DELETE", "/v1/sessions")

    def request_password_reset(self, *, login: str) -> None:
        """Have a reset link mailed if there is such an account; the answer does not tell."""
        self._transport.call("POST", "/v1/password-resets", message={"login": login})

    def check_reset_token(self, token: str) -> None:
        """Raise `NotFound` unless the mailed link still holds."""
        self._transport.call("GET", f"/v1/password-resets/{segment(token)}")

    def reset_password(self, token: str, *, password: str) -> None:
        """Set a new password by a mailed link, which is used up. All sessions end."""
        self._transport.call(
            "POST", f"/v1/password-resets/{segment(token)}", message={"password": password}
        )
