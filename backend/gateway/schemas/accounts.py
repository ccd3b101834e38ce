"""Accounts, sessions and password resets."""

from datetime import datetime

from backend.gateway.schemas.base import Message


class Registration(Message):
    """A wish for an account. The gateway checks each field and answers per field."""

    username: str
    email: str
    password: str
    first_name: str = ""
    last_name: str = ""


class Account(Message):
    """A person, as they see themselves. `mail_when_done`: tell by mail when long work has ended."""

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
    mail_when_done: bool
    created_at: datetime


class AccountChange(Message):
    """New values for the members that are given."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    mail_when_done: bool | None = None


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
