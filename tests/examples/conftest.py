"""A person whose programs act by an access token."""

import os
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.system.api_user import ApiUser
from tests.system.stack import Stack

SCOPES = ["files:read", "files:write", "jobs:read", "jobs:write"]


@dataclass
class Programmer:
    """An account, and the environment in which its programs run."""

    user: ApiUser
    environment: dict[str, str]


@pytest.fixture
def programmer(stack: Stack) -> Callable[..., Programmer]:
    """Makes an account with a token of some scopes."""

    def make(*scopes: str) -> Programmer:
        user = ApiUser(stack.gateway_url)
        wish = {"name": "a program", "scopes": scopes or SCOPES, "lifetime_days": 7}
        token = user.post("/v1/tokens", **wish)["token"]
        settings = {"MEDIACONV_URL": stack.gateway_url, "MEDIACONV_TOKEN": token}
        return Programmer(user, {**os.environ, **settings})

    return make
