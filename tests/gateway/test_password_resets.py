"""Forgotten passwords: the mailed link, its one use and its end."""

import email
import email.policy
import re
import threading
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select, update

from backend.gateway.accounts import passwords
from backend.gateway.accounts.resets import MAX_LINKS
from backend.gateway.context import Context
from backend.gateway.database.models import Account, PasswordReset
from tests.gateway.personas import Person

NEW = "battery staple and more"


def mails(context: Context) -> list[EmailMessage]:
    """Return what was sent, the newest last."""
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for path in sorted(context.config.outbox_dir.glob("*.eml"))
    ]


def newest_token(context: Context) -> str:
    """Return the token of the link in the newest mail."""
    body = mails(context)[-1].get_content()
    found = re.search(r"^http://converter\.example\.org/reset-password/(\S+)$", body, re.MULTILINE)
    assert found, body
    return found[1]


def ask(person: Person, context: Context) -> str:
    """Ask for a link and return its token."""
    assert person.post("/v1/password-resets", login=person.name).status_code == 202
    return newest_token(context)


def use(person: Person, token: str, password: str = NEW) -> int:
    """Set a new password by a link."""
    return person.post(f"/v1/password-resets/{token}", password=password).status_code


@pytest.mark.parametrize("login", ["alice", "Alice@example.org"])
def test_the_mail_brings_a_link_that_sets_a_new_password(
    alice: Person, visitor: Person, context: Context, login: str
) -> None:
    assert visitor.post("/v1/password-resets", login=login).status_code == 202
    token = newest_token(context)
    assert mails(context)[-1]["To"] == "alice@example.org"
    assert visitor.get(f"/v1/password-resets/{token}").status_code == 204
    assert use(visitor, token) == 204
    assert alice.at("203.0.113.99").log_in().status_code == 401
    assert alice.at("203.0.113.99").log_in(NEW).status_code == 201


def test_the_answer_does_not_tell_whether_there_is_an_account(
    alice: Person, visitor: Person, context: Context
) -> None:
    known, unknown = (visitor.post("/v1/password-resets", login=n) for n in ("alice", "nobody"))
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)
    assert len(mails(context)) == 1


def test_all_sessions_end_and_the_owner_is_told(alice: Person, context: Context) -> None:
    assert use(alice, ask(alice, context)) == 204
    assert alice.get("/v1/account").status_code == 401
    assert mails(context)[-1]["Subject"] == "Your password was changed"


def test_a_link_works_once(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    assert use(alice, token) == 204
    assert alice.get(f"/v1/password-resets/{token}").status_code == 404
    assert use(alice, token, "yet another password") == 404


def test_of_two_uses_at_once_one_counts(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(use(alice, token))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [204, 404, 404, 404]


def test_a_link_ends_after_an_hour(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    with context.sessions.begin() as db:
        for reset in db.scalars(select(PasswordReset)):
            reset.expires_at -= timedelta(minutes=60)
    answer = alice.get(f"/v1/password-resets/{token}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "reset_link_invalid"
    assert use(alice, token) == 404


def test_a_tampered_token_opens_nothing(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    for wrong in (token[:-1], token + "x", token.swapcase(), "x", "%00", "%ff"):
        assert alice.get(f"/v1/password-resets/{wrong}").status_code == 404, wrong
        assert use(alice, wrong) == 404, wrong


def test_a_refused_password_leaves_the_link_valid(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    answer = alice.post(f"/v1/password-resets/{token}", password="short")
    assert answer.status_code == 422
    assert answer.json()["fields"]["password"]["code"] == "too_short"
    assert use(alice, token) == 204


def test_asking_again_leaves_the_first_link_valid_until_one_is_used(
    alice: Person, context: Context
) -> None:
    first, second = ask(alice, context), ask(alice, context)
    assert first != second
    assert use(alice, first) == 204
    assert use(alice, second) == 404


def test_a_changed_password_makes_links_worthless(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    body = {"old_password": alice.password, "new_password": NEW}
    assert alice.request("PUT", "/v1/account/password", body=body).status_code == 200
    assert use(alice, token) == 404


def test_a_stranger_cannot_flood_a_mailbox(alice: Person, context: Context) -> None:
    for number in range(MAX_LINKS + 3):
        stranger = Person(alice.client, "stranger", f"198.51.100.{number}")
        assert stranger.post("/v1/password-resets", login="alice").status_code == 202
    assert len(mails(context)) == MAX_LINKS
    assert use(alice, newest_token(context)) == 204


def test_a_reset_frees_the_account_of_what_strangers_did_to_it(
    alice: Person, context: Context
) -> None:
    for _ in range(7):
        alice.log_in("a wrong password")
    assert alice.log_in().status_code == 429
    assert use(alice, ask(alice, context)) == 204
    assert alice.log_in(NEW).status_code == 201


def test_the_database_holds_no_token(alice: Person, context: Context) -> None:
    token = ask(alice, context)
    with context.reading() as db:
        reset = db.scalars(select(PasswordReset)).one()
    assert token not in str(vars(reset))


def test_a_log_in_that_overlaps_with_a_reset_is_refused(
    alice: Person, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The old password is verified, and replaced before the session begins.
    real = passwords.verify

    def verify(password: str, stored: str | None) -> bool:
        with context.sessions.begin() as db:
            db.execute(update(Account).values(password_hash="another"))
        return real(password, stored)

    monkeypatch.setattr(passwords, "verify", verify)
    assert alice.at("203.0.113.99").log_in().status_code == 401
    with context.reading() as db:
        assert db.scalar(select(func.count()).select_from(Account)) == 1
