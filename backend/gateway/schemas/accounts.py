"""Accounts, sessions and password resets."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.gateway.schemas.base import Message


class Registration(Message):
    """A wish for an account. The gateway checks each field and answers per field."""

    username: str
    email: str
    password: str
    first_name: str = ""
    last_name: str = ""


# Empty: what the browser asks for.
Language = Literal["", "en", "de", "es", "fr", "pt", "ru", "uk", "zh", "ja", "ar"]
Theme = Literal["", "light", "dark"]


class Account(Message):
    """A person, as they see themselves.

    `mail_when_done`: tell by mail when long work has ended. `language` and `theme` are
    empty where the browser decides; `avatar` is empty where there is none, and another
    text with each new picture.
    """

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
    mail_when_done: bool
    language: Language
    theme: Theme
    avatar: str
    created_at: datetime


class AccountChange(Message):
    """New values for the members that are given."""

    first_name: str | None = None
    last_name: str | None = None
    mail_when_done: bool | None = None
    language: Language | None = None
    theme: Theme | None = None


class NewEmail(Message):
    """Another e-mail address, allowed by the password."""

    email: str
    password: str


class Email(Message):
    """Where mails reach an account. `wanted` is empty unless an address is to be confirmed."""

    email: str
    wanted: str
    expires_at: datetime | None


class ServiceStatistics(Message):
    """What somebody has done with one service, and holds of it."""

    name: str
    title: str
    files: int
    stored_bytes: int
    jobs_done: int
    seconds_made: int


class Statistics(Message):
    """What somebody has done so far; deleted files count as done, but not as held.

    `files` and `stored_bytes` are there now. `bytes_in` came in, `bytes_out` and
    `seconds_made` (of video and audio) were made, in all.
    """

    files: int
    stored_bytes: int
    jobs_done: int
    bytes_in: int
    bytes_out: int
    seconds_made: int
    services: list[ServiceStatistics]


class PasswordChange(Message):
    """A new password, allowed by the old one."""

    old_password: str
    new_password: str


class AccountDeletion(Message):
    """The end of an account and all its files, allowed by the password."""

    password: str


class Credentials(Message):
    """A log-in. `login` is a username or an e-mail address."""

    login: str
    password: str
    remember: bool = False


class NewSession(Message):
    """A session just begun. `token` is shown this once: send it as a bearer token."""

    token: str
    expires_at: datetime
    account: Account


class Session(Message):
    """A session, as listed to its owner."""

    id: str
    user_agent: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    current: bool


class Sessions(Message):
    """All live sessions of the account, the newest first."""

    items: list[Session]


class PasswordResetRequest(Message):
    """A wish for a reset link. `login` is a username or an e-mail address."""

    login: str


class PasswordReset(Message):
    """A new password, allowed by the token of the mailed link."""

    password: str


class PasswordWish(Message):
    """A password that somebody thinks of choosing, and what is known of them."""

    password: Annotated[str, Field(max_length=1024)]
    username: Annotated[str, Field(max_length=254)] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    first_name: Annotated[str, Field(max_length=254)] = ""
    last_name: Annotated[str, Field(max_length=254)] = ""


class PasswordStrength(Message):
    """How hard a password is to guess. One that is not `acceptable` would be refused.

    `score` goes from 0 to 4; `verdict` says it in a word and `meaning` in a sentence.
    `weakness` says why it is not better, if that is known, and `suggestions` what helps.
    """

    score: Annotated[int, Field(ge=0, le=4)]
    verdict: str
    meaning: str
    weakness: str
    suggestions: list[str]
    acceptable: bool
