"""The frontend's client against the real gateway: what the mocks of other tests stand for."""

import io
import secrets
from contextlib import closing
from pathlib import Path

import pytest

from app.gateway import Gateway
from app.gateway.errors import (
    Forbidden,
    GatewayRefusal,
    NotAuthenticated,
    NotFound,
    ValidationFailed,
    WrongCredentials,
)
from app.gateway.files import File
from app.gateway.jobs import Job
from app.gateway.streams import PassedBody
from app.gateway.transport import Caller, Transport
from config import SERVICE_PORTS
from tests.system.api_user import ApiUser
from tests.system.stack import Stack

pytestmark = pytest.mark.system


class Someone:
    """A person at the client: an account, and what the client says on its behalf."""

    def __init__(self, url: str) -> None:
        self.token = ""
        self.gateway = Gateway(Transport(url, "", lambda: Caller(token=self.token)))
        self.name = f"someone-{secrets.token_hex(4)}"
        self.password = secrets.token_urlsafe(12)

    def register(self) -> "Someone":
        session = self.gateway.accounts.register(
            username=self.name, email=f"{self.name}@example.org", password=self.password
        )
        self.token = session.token
        return self

    def upload(self, path: Path) -> File:
        content = path.read_bytes()
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + content + b"\r\n--b--\r\n"
        return self.gateway.uploads.send_form(
            "video",
            PassedBody(io.BytesIO(body), len(body)),
            content_type="multipart/form-data; boundary=b",
        )


@pytest.fixture(scope="module")
def ada(stack: Stack) -> Someone:
    return Someone(stack.gateway_url).register()


@pytest.fixture(scope="module")
def outsider(stack: Stack) -> Someone:
    return Someone(stack.gateway_url).register()


@pytest.fixture(scope="module")
def file(ada: Someone, video: Path) -> File:
    return ada.upload(video)


@pytest.fixture(scope="module")
def job(ada: Someone, file: File, stack: Stack) -> Job:
    job = ada.gateway.jobs.submit(file.id, "convert", {"format": "mp3"}, key=secrets.token_hex(8))
    watcher = ApiUser(stack.gateway_url)
    watcher.http.headers["Authorization"] = f"Bearer {ada.token}"
    watcher.wait_for(job.id)
    return ada.gateway.jobs.find(job.id)


def test_access_tokens(stack: Stack) -> None:
    someone = Someone(stack.gateway_url).register()
    tokens = someone.gateway.tokens
    made = tokens.make(name="script", scopes=["files:read"], lifetime_days=7)
    (listed,) = tokens.all()
    assert (listed.name, listed.scopes, listed.last_used_at) == ("script", ("files:read",), None)
    program = Gateway(Transport(stack.gateway_url, "", lambda: Caller(token=made.token)))
    assert program.files.search().items == ()
    with pytest.raises(Forbidden):
        program.accounts.mine()
    tokens.withdraw(listed.id)
    with pytest.raises(NotAuthenticated):
        program.files.search()


def test_accounts(stack: Stack) -> None:
    someone = Someone(stack.gateway_url).register()
    accounts = someone.gateway.accounts
    assert accounts.mine().username == someone.name
    changed = accounts.change(first_name="Ä", last_name="", language="de", theme="dark")
    assert (changed.first_name, changed.language, changed.theme) == ("Ä", "de", "dark")
    assert accounts.change(mail_when_done=True).mail_when_done
    assert accounts.judge_password("qwertyuiop", username=someone.name).score == 0
    wanted = someone.gateway.emails.change(
        email=f"new-{someone.name}@example.org", password=someone.password
    )
    assert someone.gateway.emails.mine() == wanted
    someone.gateway.emails.keep()
    assert someone.gateway.emails.mine().wanted == ""
    with pytest.raises(NotFound):
        someone.gateway.emails.check("never-mailed")
    elsewhere = Someone(stack.gateway_url).gateway.accounts
    other = elsewhere.log_in(login=someone.name.upper(), password=someone.password, remember=True)
    assert other.account.id == changed.id
    assert [session.current for session in accounts.sessions()].count(True) == 1
    accounts.end_session(next(s.id for s in accounts.sessions() if not s.current))
    accounts.end_other_sessions()
    fresh = accounts.change_password(old_password=someone.password, new_password="another one 42")
    someone.token = fresh.token
    accounts.request_password_reset(login=someone.name)
    accounts.log_out()
    with pytest.raises(NotAuthenticated):
        accounts.mine()


def test_refused_accounts(stack: Stack, ada: Someone) -> None:
    accounts = Someone(stack.gateway_url).gateway.accounts
    with pytest.raises(ValidationFailed) as refused:
        accounts.register(username="a", email="nowhere", password="short")
    assert {name: problem.code for name, problem in refused.value.fields.items()} == {
        "username": "too_short",
        "email": "invalid_email",
        "password": "too_short",
    }
    with pytest.raises(ValidationFailed) as refused:
        accounts.register(
            username=ada.name.upper(), email="new@example.org", password="a long one 42"
        )
    assert refused.value.fields["username"].code == "taken"
    with pytest.raises(WrongCredentials):
        accounts.log_in(login=ada.name, password="not this one")
    with pytest.raises(NotFound):
        accounts.check_reset_token("nothing")
    with pytest.raises(NotFound):
        accounts.reset_password("nothing", password="a long new one")


def test_files(ada: Someone, file: File, job: Job, video: Path) -> None:
    files = ada.gateway.files
    assert file.name == video.name
    found = files.find(file.id)
    assert files.workbench(file.id).file.id == file.id
    assert [each.id for each in files.selected_workbench([file.id]).others] == [file.id]
    assert [stream.codec for stream in found.media.streams] == ["h264", "aac"]
    assert [result.id for result in found.results] == [job.result_file_id]
    page = files.search(words="été", kind="video", sort="largest")
    assert [entry.id for entry in page.items] == [file.id]
    assert page.used_bytes > file.size_bytes
    assert files.rename(file.id, "Sea.mp4").name == "Sea.mp4"
    with closing(files.open_content(file.id, headers={"Range": "bytes=4-7"})) as download:
        assert (download.status, b"".join(download)) == (206, b"ftyp")


def test_jobs(ada: Someone, file: File, job: Job) -> None:
    jobs = ada.gateway.jobs
    assert (job.state, job.operation, job.fraction) == ("done", "convert", 1.0)
    assert jobs.cancel(job.id).state == "done"
    assert job.id in [each.id for each in jobs.recent(file_id=file.id)]
    plan = jobs.plan(file.id, "cut", {"start": 1, "end": 2, "mode": "instant"})
    assert plan.method == "copy"
    assert {fact.name for fact in plan.facts} >= {"actual_start_seconds", "actual_end_seconds"}


@pytest.mark.parametrize(
    ("parameters", "field", "code"),
    [
        ({"start": 3, "end": 2}, "end", "start_after_end"),
        ({"start": 0, "end": 99}, "end", "beyond_duration"),
        ({"start": -1, "end": 2}, "start", "negative"),
        ({"start": "NaN", "end": 2}, "start", "not_a_number"),
        ({"end": 2, "mode": "magic"}, "mode", "unknown_choice"),
    ],
)
def test_refused_jobs(
    ada: Someone, file: File, parameters: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(ValidationFailed) as refused:
        ada.gateway.jobs.submit(file.id, "cut", parameters, key=secrets.token_hex(8))
    assert {name: problem.code for name, problem in refused.value.fields.items()} == {field: code}


def test_what_is_somebody_elses_is_not_there(outsider: Someone, file: File, job: Job) -> None:
    gateway = outsider.gateway
    assert job.result_file_id
    for wish in (
        lambda: gateway.files.find(file.id),
        lambda: gateway.files.find(job.result_file_id or ""),
        lambda: gateway.files.rename(file.id, "mine.mp4"),
        lambda: gateway.files.delete(file.id),
        lambda: gateway.files.open_content(file.id),
        lambda: gateway.jobs.find(job.id),
        lambda: gateway.jobs.cancel(job.id),
        lambda: gateway.jobs.submit(file.id, "convert", {"format": "mp3"}, key="k" * 12),
    ):
        with pytest.raises(NotFound):
            wish()


def test_not_a_video(ada: Someone, tmp_path: Path) -> None:
    text = tmp_path / "poem.mp4"
    text.write_text("Shall I compare thee to a summer's day?" * 50)
    with pytest.raises(GatewayRefusal) as refused:
        ada.upload(text)
    assert (refused.value.status, refused.value.code) == (422, "not_media")


def test_everything_else(ada: Someone, job: Job) -> None:
    gateway = ada.gateway
    assert job.state == "done"
    service = gateway.services.find("video")
    assert {operation.name for operation in service.operations} >= {"cut", "convert"}
    assert [each.name for each in gateway.services.all().items] == list(SERVICE_PORTS)
    achievements = gateway.achievements.all()
    assert achievements.unlocked >= 1
    assert {part.state for part in gateway.status.now().components} == {"up"}
    history = gateway.status.history()
    assert (history.last_day - history.first_day).days == 89
    assert gateway.status.stats().files_processed >= 1
