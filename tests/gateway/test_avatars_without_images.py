"""A gateway that knows no image service."""

import os

from sqlalchemy import update

from backend.gateway.context import Context
from backend.gateway.database.models import Account, new_id
from backend.gateway.jobs import upkeep
from tests.gateway.personas import Person


def test_without_an_image_service_pictures_cannot_be_changed_now(alice: Person) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    answer = alice.request("PUT", "/v1/account/avatar", headers=headers, content=b"picture")
    assert answer.status_code == 503
    assert answer.json()["code"] == "service_unavailable"
    assert alice.get("/v1/account").json()["avatar"] == ""


def test_what_a_crash_leaves_of_pictures_is_swept_and_those_of_people_stay(
    alice: Person, context: Context
) -> None:
    account_id = alice.get("/v1/account").json()["id"]
    keys = [f"incoming/{new_id()}", f"avatars/{account_id}/{new_id()}", f"avatars/{account_id}/now"]
    root = context.storage.root
    assert root is not None
    for key in keys:
        context.storage.put(b"picture", key)
        os.utime(root / key, (0, 0))
    with context.sessions.begin() as db:
        db.execute(update(Account).values(avatar="now"))
    upkeep.sweep_blobs(context)
    assert [context.storage.size(key) for key in keys] == [None, None, 7]
