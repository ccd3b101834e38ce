"""Changing and deleting one's own account."""

import threading

import pytest
from sqlalchemy import func, select

from backend.gateway.accounts import passwords, sweeping
from backend.gateway.context import Context
from backend.gateway.database.models import Account, Base, File, Session, Upload, now
from backend.gateway.files import deletion
from tests.gateway.personas import Person

NEW = "battery staple and more"


def change(person: Person, **wish: object) -> dict[str, object]:
    """Change the profile and return it."""
    answer = person.request("PATCH", "/v1/account", body=wish)
    assert answer.status_code == 200, answer.text
    account: dict[str, object] = answer.json()
    return account


def test_members_that_are_given_change_and_others_stay(alice: Person) -> None:
    change(alice, first_name="Alice", last_name="Liddell")
    account = change(alice, language="uk", theme="dark", mail_when_done=True)
    assert account["first_name"] == "Alice"
    assert (account["language"], account["theme"]) == ("uk", "dark")
    assert alice.get("/v1/account").json() == account
    assert change(alice, last_name="")["last_name"] == ""
    account = change(alice, language="", theme="", mail_when_done=False)
    assert (account["language"], account["theme"]) == ("", "")


@pytest.mark.parametrize(
    ("wish", "field", "code"),
    [
        ({"email": "a@example.org"}, "email", "unknown_field"),
        ({"language": "klingon"}, "language", "invalid"),
        ({"language": "EN"}, "language", "invalid"),
        ({"theme": "neon"}, "theme", "invalid"),
        ({"avatar": "mine"}, "avatar", "unknown_field"),
        ({"first_name": "x" * 81}, "first_name", "too_long"),
        ({"username": "alicia"}, "username", "unknown_field"),
        ({"first_name": 7}, "first_name", "invalid"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    alice: Person, wish: dict[str, object], field: str, code: str
) -> None:
    before = alice.get("/v1/account").json()
    answer = alice.request("PATCH", "/v1/account", body=wish)
    assert answer.status_code == 422
    assert answer.json()["fields"][field]["code"] == code
    assert alice.get("/v1/account").json() == before


def change_password(person: Person, old: str, new: str = NEW) -> tuple[int, dict[str, str]]:
    """Change the password; return the status and the codes by field."""
    body = {"old_password": old, "new_password": new}
    answer = person.request("PUT", "/v1/account/password", body=body)
    if answer.status_code == 200:
        person.token = answer.json()["token"]
    fields = answer.json().get("fields", {})
    return answer.status_code, {name: problem["code"] for name, problem in fields.items()}


def test_a_new_password_ends_all_sessions_but_begins_a_fresh_one(alice: Person) -> None:
    phone, old_token = alice.at("198.51.100.7"), alice.token
    phone.log_in()
    assert change_password(alice, alice.password) == (200, {})
    assert alice.token != old_token
    assert alice.get("/v1/account").status_code == 200
    assert phone.get("/v1/account").status_code == 401
    assert len(alice.get("/v1/sessions").json()["items"]) == 1
    assert phone.log_in().status_code == 401
    assert phone.log_in(NEW).status_code == 201


def test_a_new_password_needs_the_old_one_and_keeps_the_rules(alice: Person) -> None:
    assert change_password(alice, "wrong") == (422, {"old_password": "wrong_password"})
    assert change_password(alice, alice.password, "short") == (422, {"new_password": "too_short"})
    assert change_password(alice, alice.password, "alice@example.org") == (
        422,
        {"new_password": "same_as_email"},
    )
    assert alice.log_in().status_code == 201


def test_of_two_new_passwords_at_once_one_counts(
    alice: Person, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    both_have_proved = threading.Barrier(2, timeout=10)
    monkeypatch.setattr(context.hashing._limiter, "total_tokens", 2)
    real = passwords.hash_password

    def hash_password(password: str) -> str:
        both_have_proved.wait()
        return real(password)

    monkeypatch.setattr(passwords, "hash_password", hash_password)
    tabs = [Person(alice.client, "alice", alice.address, alice.token) for _ in range(2)]
    statuses = []
    threads = [
        threading.Thread(
            target=lambda: statuses.append(change_password(tabs.pop(), alice.password)[0])
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, 401]


def test_deleting_an_account_needs_its_password(alice: Person) -> None:
    answer = alice.delete("/v1/account", password="not mine")
    assert answer.status_code == 422
    assert answer.json()["fields"]["password"]["code"] == "wrong_password"
    assert alice.get("/v1/account").status_code == 200


def test_a_deleted_account_takes_all_that_is_its_own_along(
    alice: Person, bob: Person, context: Context
) -> None:
    for person in (alice, bob):
        account_id = person.get("/v1/account").json()["id"]
        context.storage.put(b"film", f"files/{person.name}")
        with context.sessions.begin() as db:
            db.add(_file(account_id, person.name))
            db.add(
                Upload(
                    account_id=account_id,
                    service="video",
                    filename="x.mp4",
                    size_bytes=1,
                    expires_at=now(),
                )
            )
    assert alice.delete("/v1/account", password=alice.password).status_code == 204
    assert alice.get("/v1/account").status_code == 401
    assert alice.at("198.51.100.7").log_in().status_code == 401
    assert context.storage.size("files/alice") is None
    assert context.storage.size("files/bob") == 4
    assert _owners(context) == {bob.get("/v1/account").json()["id"]}
    assert alice.register().status_code == 201


def test_a_deletion_that_a_crash_has_interrupted_is_finished_later(
    alice: Person, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_arguments: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(deletion, "delete_all_of", crash)
        assert alice.delete("/v1/account", password=alice.password).status_code == 500
    assert alice.at("198.51.100.7").log_in().status_code == 401
    assert alice.register().status_code == 422
    sweeping.sweep(context)
    assert alice.register().status_code == 201


def _file(account_id: str, name: str) -> File:
    return File(
        id=name,
        root_id=name,
        account_id=account_id,
        service="video",
        kind="video",
        name=f"{name}.mp4",
        name_key=f"{name}.mp4",
        extension="mp4",
        media_type="video/mp4",
        size_bytes=4,
        blob_key=f"files/{name}",
    )


def _owners(context: Context) -> set[str]:
    """Return the accounts that any row of any table belongs to."""
    with context.reading() as db:
        owners = set(db.scalars(select(Account.id)))
        for table in Base.metadata.tables.values():
            if "account_id" in table.c:
                owners |= set(db.scalars(select(table.c.account_id)))
        assert db.scalar(select(func.count()).select_from(Session)) == 1
    return owners


def test_an_account_is_open_to_nobody_else(alice: Person, outsider: Person) -> None:
    mine = alice.get("/v1/account").json()
    change(outsider, first_name="Mallory")
    assert alice.get("/v1/account").json() == mine
    assert outsider.get("/v1/account").json()["username"] == "outsider"
