"""Personal access tokens: how programs act for a person."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from backend.gateway.schemas.base import Message

# What a token may be allowed. Nothing includes anything else: each says its own sentence.
Scope = Literal["account:read", "files:read", "files:write", "jobs:read", "jobs:write"]

SCOPES: dict[Scope, str] = {
    "account:read": "See the profile and the achievements",
    "files:read": "List, look at and download files",
    "files:write": "Upload, rename, share and delete files",
    "jobs:read": "See jobs and how far they are",
    "jobs:write": "Plan, start and cancel jobs",
}


class NewToken(Message):
    """A token that is wanted: `name` is for people, who find it again by that."""

    name: str
    scopes: Annotated[list[Scope], Field(max_length=len(SCOPES))]
    lifetime_days: Literal[7, 30, 90, 365]


class Token(Message):
    """A token, as listed to its owner. `last_used_at` is exact to a minute."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class MadeToken(Token):
    """A token just made. `token` is shown this once: send it as a bearer token."""

    token: str


class Tokens(Message):
    """All tokens of the account that work, the newest first."""

    items: list[Token]
