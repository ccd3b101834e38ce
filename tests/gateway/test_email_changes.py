"""Another e-mail address: confirmed by a link to it, told to the old one."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from backend.gateway.accounts import sweeping
from backend.gateway.context import Context
from backend.gateway.database.models import EmailChange, now
from tests.gateway.personas import Person
from tests.gateway.test_password_resets import ask, mails, use

NEW = "liddell@example.com"


def wish(person: Person, address: str = NEW, password: str = "") -> tuple[int, dict[str, str]]:
    """Ask for another address; return the status and the codes by field."""
    body = {"email": address, "password": password or person.password}
    answer = person.request("PUT", "/v1/account/email", body=body)
    fields = answer.json().get("fields", {})
    return answer.status_code, {name: problem["code"] for name, problem in fields.items()}


def mailed_token(context: Context) -> str:
    body = mails(context)[-1].get_content()
    found = re.search(r"^http://\S+\.org/profile/email/confirm/(\S+)$", body, re.MULTILINE)
    assert found, body
    return found[1]


def confirm(person: Person, token: str) -> int:
    return person.post(f"/v1/account/email/links/{token}").status_code


def test_the_address_changes_when_the_link_is_followed_and_not_before(
    alice: Person, context: Context
) -> None:
    assert wish(alice) == (202, {})
    assert mails(context)[-1]["To"] == NEW
    shown = alice.get("/v1/account/email").json()
    assert (shown["email"], shown["wanted"]) == ("alice@example.org", NEW)
    assert alice.get("/v1/account").json()["email"] == "alice@example.org"
    token = mailed_token(context)
    assert alice.get(f"/v1/account/email/links/{token}").json()["wanted"] == NEW
    assert confirm(alice, token) == 200
    assert alice.get("/v1/account").json()["email"] == NEW
    assert alice.get("/v1/account/email").json()["wanted"] == ""
    assert alice.post("/v1/sessions", login=NEW, password=alice.password).is_success


def test_the_old_address_is_told(alice: Person, context: Context) -> None:
    wish(alice)
    confirm(alice, mailed_token(context))
    told = mails(context)[-1]
    assert told["To"] == "alice@example.org"
    assert NEW in told.get_content()


def test_the_link_works_once(alice: Person, context: Context) -> None:
    wish(alice)
    token = mailed_token(context)
    assert [confirm(alice, token), confirm(alice, token)] == [200, 404]


def test_the_link_alone_is_worth_nothing_to_whom_a_mistyped_address_belongs(
    alice: Person, outsider: Person, visitor: Person, context: Context
) -> None:
    wish(alice)
    token = mailed_token(context)
    assert outsider.get(f"/v1/account/email/links/{token}").status_code == 404
    assert confirm(outsider, token) == 404
    assert confirm(visitor, token) == 401
    assert alice.get("/v1/account").json()["email"] == "alice@example.org"


def test_after_an_hour_it_is_too_late_and_swept(alice: Person, context: Context) -> None:
    wish(alice)
    token = mailed_token(context)
    with context.sessions.begin() as db:
        change = db.scalars(select(EmailChange)).one()
        assert timedelta(minutes=59) < change.expires_at - now() <= timedelta(minutes=60)
        db.execute(update(EmailChange).values(expires_at=now()))
    assert confirm(alice, token) == 404
    assert alice.get("/v1/account/email").json()["wanted"] == ""
    sweeping.sweep(context)
    with context.reading() as db:
        assert db.scalar(select(func.count()).select_from(EmailChange)) == 0


def test_another_wish_takes_the_place_of_the_one_before(alice: Person, context: Context) -> None:
    wish(alice)
    first = mailed_token(context)
    wish(alice, "later@example.com")
    assert confirm(alice, first) == 404
    assert confirm(alice, mailed_token(context)) == 200
    assert alice.get("/v1/account").json()["email"] == "later@example.com"


def test_one_can_think_better_of_it(alice: Person, context: Context) -> None:
    wish(alice)
    assert alice.delete("/v1/account/email/wanted").status_code == 204
    assert confirm(alice, mailed_token(context)) == 404


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("bob@example.org", "taken"),
        ("BOB@example.org", "taken"),
        ("alice@example.org", "unchanged"),
        ("nonsense", "invalid_email"),
        ("a@example.org\nBcc: eve@example.org", "invalid_email"),
        ("", "required"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    alice: Person, bob: Person, context: Context, address: str, code: str
) -> None:
    assert wish(alice, address) == (422, {"email": code})
    assert mails(context) == []


def test_it_needs_the_password(alice: Person, context: Context) -> None:
    assert wish(alice, password="not the password") == (422, {"password": "wrong_password"})
    assert mails(context) == []


def test_ones_own_address_in_other_letters_is_not_taken(alice: Person, context: Context) -> None:
    assert wish(alice, "ALICE@example.org") == (202, {})
    assert confirm(alice, mailed_token(context)) == 200


def test_an_address_that_somebody_else_has_taken_meanwhile_stays_theirs(
    alice: Person, bob: Person, context: Context
) -> None:
    wish(alice)
    first = mailed_token(context)
    wish(bob)
    assert confirm(bob, mailed_token(context)) == 200
    assert confirm(alice, first) == 422
    assert alice.get("/v1/account").json()["email"] == "alice@example.org"


def test_a_stranger_cannot_have_many_mails_sent_to_others(alice: Person, context: Context) -> None:
    statuses = [wish(alice, f"victim{number}@example.com")[0] for number in range(8)]
    assert statuses.count(202) <= 6
    assert statuses[-1] == 429
    assert len(mails(context)) == statuses.count(202)


def test_a_new_address_makes_links_in_the_old_mailbox_worthless(
    alice: Person, context: Context
) -> None:
    reset = ask(alice, context)
    wish(alice)
    confirm(alice, mailed_token(context))
    assert use(alice, reset) == 404


def test_a_new_password_makes_the_link_worthless(alice: Person, context: Context) -> None:
    wish(alice)
    token = mailed_token(context)
    body = {"old_password": alice.password, "new_password": "battery staple and more"}
    alice.token = alice.request("PUT", "/v1/account/password", body=body).json()["token"]
    assert confirm(alice, token) == 404
