"""Personal access tokens: made, used, listed, withdrawn."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from backend.gateway.accounts import sweeping
from backend.gateway.accounts.tokens import MAX_TOKENS
from backend.gateway.context import Context
from backend.gateway.database.models import AccessToken, Account, now
from tests.gateway.personas import Person

WISH = {"name": "My bot", "scopes": ["jobs:read", "files:read"], "lifetime_days": 30}


def made(person: Person, **wish: object) -> dict[str, str]:
    """Make a token and return it."""
    answer = person.post("/v1/tokens", **{**WISH, **wish})
    assert answer.status_code == 201, answer.text
    token: dict[str, str] = answer.json()
    return token


def program(person: Person, token: str) -> Person:
    """Return a program that acts for somebody."""
    return Person(person.client, person.name, "198.51.100.50", token)


def test_a_token_is_shown_once_and_listed_by_its_name(alice: Person, context: Context) -> None:
    token = made(alice)
    assert token["token"].startswith("mca_")
    assert len(token["token"]) == 47
    listed = alice.get("/v1/tokens").json()["items"]
    assert [each["name"] for each in listed] == ["My bot"]
    assert listed[0]["scopes"] == ["files:read", "jobs:read"]
    assert token["token"] not in alice.get("/v1/tokens").text
    with context.reading() as db:
        assert token["token"] not in str(vars(db.scalars(select(AccessToken)).one()))


def test_it_does_what_its_scopes_say_and_nothing_else(alice: Person) -> None:
    bot = program(alice, made(alice)["token"])
    assert bot.get("/v1/files").status_code == 200
    assert bot.get("/v1/jobs").status_code == 200
    refused = bot.get("/v1/account")
    assert refused.status_code == 403
    assert refused.json()["code"] == "insufficient_scope"
    assert "account:read" in refused.json()["message"]
    assert 'scope="account:read"' in refused.headers["WWW-Authenticate"]


def test_writing_is_another_scope_than_reading(alice: Person) -> None:
    bot = program(alice, made(alice, scopes=["files:read"])["token"])
    assert bot.delete("/v1/files/anything").json()["code"] == "insufficient_scope"
    writer = program(alice, made(alice, scopes=["files:write"])["token"])
    assert writer.delete("/v1/files/anything").json()["code"] == "not_found"
    assert writer.get("/v1/files").json()["code"] == "insufficient_scope"


def test_it_opens_the_files_of_its_owner_only(alice: Person, outsider: Person) -> None:
    theirs = made(alice)
    assert outsider.get("/v1/tokens").json()["items"] == []
    assert outsider.delete(f"/v1/tokens/{theirs['id']}").status_code == 404
    assert program(alice, theirs["token"]).get("/v1/files").status_code == 200


def test_its_use_is_noted_at_most_once_a_minute(alice: Person, context: Context) -> None:
    bot = program(alice, made(alice)["token"])

    def used() -> object:
        return alice.get("/v1/tokens").json()["items"][0]["last_used_at"]

    assert used() is None
    bot.get("/v1/files")
    first = used()
    assert first is not None
    bot.get("/v1/files")
    assert used() == first
    with context.sessions.begin() as db:
        db.execute(update(AccessToken).values(last_used_at=now() - timedelta(minutes=2)))
    aged = used()
    bot.get("/v1/files")
    assert used() != aged


def test_a_withdrawn_token_is_worth_nothing_at_once(alice: Person) -> None:
    token = made(alice)
    bot = program(alice, token["token"])
    assert bot.get("/v1/files").status_code == 200
    assert alice.delete(f"/v1/tokens/{token['id']}").status_code == 204
    answer = bot.get("/v1/files")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
    assert alice.delete(f"/v1/tokens/{token['id']}").status_code == 404


def test_an_expired_token_is_worth_nothing_and_swept(alice: Person, context: Context) -> None:
    bot = program(alice, made(alice, lifetime_days=7)["token"])
    with context.sessions.begin() as db:
        token = db.scalars(select(AccessToken)).one()
        assert timedelta(days=6) < token.expires_at - now() <= timedelta(days=7)
        token.expires_at = now()
    assert bot.get("/v1/files").status_code == 401
    assert alice.get("/v1/tokens").json()["items"] == []
    sweeping.sweep(context)
    with context.reading() as db:
        assert db.scalars(select(AccessToken)).all() == []


def test_a_new_password_ends_all_tokens(alice: Person) -> None:
    bot = program(alice, made(alice)["token"])
    body = {"old_password": alice.password, "new_password": "battery staple and more"}
    alice.token = alice.request("PUT", "/v1/account/password", body=body).json()["token"]
    assert bot.get("/v1/files").status_code == 401
    assert alice.get("/v1/tokens").json()["items"] == []


def test_the_tokens_of_a_deleted_account_go_with_it(alice: Person, context: Context) -> None:
    bot = program(alice, made(alice)["token"])
    with context.sessions.begin() as db:
        db.delete(db.scalars(select(Account)).one())
    assert bot.get("/v1/files").status_code == 401


@pytest.mark.parametrize(
    ("wish", "field", "code"),
    [
        ({"name": " "}, "name", "required"),
        ({"name": "x" * 81}, "name", "too_long"),
        ({"name": "a\u202eb"}, "name", "invalid_characters"),
        ({"scopes": []}, "scopes", "required"),
        ({"scopes": ["everything"]}, "scopes", "invalid"),
        ({"scopes": "files:read"}, "scopes", "invalid"),
        ({"lifetime_days": 31}, "lifetime_days", "invalid"),
        ({"lifetime_days": None}, "lifetime_days", "invalid"),
        ({"token": "mca_mine"}, "token", "unknown_field"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    alice: Person, wish: dict[str, object], field: str, code: str
) -> None:
    answer = alice.post("/v1/tokens", **{**WISH, **wish})
    assert answer.status_code == 422
    assert answer.json()["fields"][field]["code"] == code


def test_there_is_an_end_to_how_many_there_are(alice: Person, context: Context) -> None:
    with context.sessions.begin() as db:
        account_id = db.scalars(select(Account.id)).one()
        for number in range(MAX_TOKENS):
            db.add(
                AccessToken(
                    account_id=account_id,
                    name="x",
                    token_hash=f"{number}",
                    expires_at=now() + timedelta(1),
                )
            )
    refused = alice.post("/v1/tokens", **WISH)
    assert refused.status_code == 409
    assert refused.json()["code"] == "too_many_tokens"


@pytest.mark.parametrize("token", ["mca_", "mca_" + "x" * 43, "mca_" + "x" * 4000, "mca_\0"])
def test_a_made_up_token_opens_nothing(visitor: Person, token: str) -> None:
    answer = program(visitor, token.replace("\0", "%00")).get("/v1/files")
    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"
