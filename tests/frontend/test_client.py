"""What each wish becomes on its way to the gateway, and what comes back."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest

from app.gateway import Gateway
from app.gateway.streams import PassedBody
from app.gateway.transport import Transport
from tests.frontend import media_samples, samples
from tests.frontend.mock_gateway import URL, MockGateway

CUT = {"start": 1.5, "end": 3.0, "mode": "exact"}


@pytest.fixture
def client() -> Gateway:
    return Gateway(Transport(URL, "key"))


def query(gateway: MockGateway) -> dict[str, str]:
    url = urlsplit(str(gateway.requests[-1].url))
    return {name: values[0] for name, values in parse_qs(url.query).items()}


def test_a_job_is_submitted_under_a_key_that_makes_it_one(
    client: Gateway, gateway: MockGateway
) -> None:
    gateway.answers("POST", "/v1/jobs", media_samples.job(), status=201)
    job = client.jobs.submit("f-1", "cut", CUT, key="a-key-of-the-form")
    assert gateway.requests[0].headers["Idempotency-Key"] == "a-key-of-the-form"
    assert gateway.sent() == {"file_id": "f-1", "operation": "cut", "parameters": CUT}
    assert (job.id, job.is_finished, job.fraction) == ("j-1", False, 0.42)


def test_a_plan_is_asked_like_a_job(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers(
        "POST",
        "/v1/plans",
        {
            "extension": "mp4",
            "media_type": "video/mp4",
            "method": "smart",
            "estimated_bytes": 1000,
            "estimated_seconds": 2,
            "facts": [{"name": "actual_start_seconds", "title": "Really starts at", "value": 1.4}],
            "warnings": [{"code": "audio", "message": "Audio."}],
        },
    )
    plan = client.jobs.plan("f-1", "cut", CUT)
    assert plan.facts[0].value == 1.4
    assert plan.warnings[0].code == "audio"


def test_jobs_are_listed_of_all_files_or_of_one(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/jobs", {"items": [media_samples.job()]})
    assert [each.id for each in client.jobs.recent(file_id="f-1", state="active")] == ["j-1"]
    assert query(gateway) == {"file_id": "f-1", "state": "active"}
    client.jobs.recent()
    assert query(gateway) == {"state": "any"}


@pytest.mark.parametrize("state", ["done", "failed", "cancelled"])
def test_a_job_is_found_and_cancelled(client: Gateway, gateway: MockGateway, state: str) -> None:
    gateway.answers("GET", "/v1/jobs/j-1", media_samples.job())
    gateway.answers("POST", "/v1/jobs/j-1/cancel", media_samples.job(state=state))
    assert not client.jobs.find("j-1").is_finished
    assert client.jobs.cancel("j-1").is_finished


def test_files_are_searched_by_what_was_asked_and_no_more(
    client: Gateway, gateway: MockGateway
) -> None:
    entry = media_samples.entry(
        results=[media_samples.file(id="f-2", job_id="j-1", source_id="f-1")]
    )
    gateway.answers("GET", "/v1/files", media_samples.page_of_files(entry))
    page = client.files.search(words="holi & day", sort="name", page=2)
    assert query(gateway) == {
        "q": "holi & day",
        "state": "any",
        "sort": "name",
        "page": "2",
        "page_size": "20",
    }
    assert page.items[0].results[0].id == "f-2"


def test_a_file_is_told_with_all_that_belongs_to_it(client: Gateway, gateway: MockGateway) -> None:
    details = media_samples.details(jobs=[media_samples.job()], source=media_samples.file(id="f-0"))
    gateway.answers("GET", "/v1/files/f-1", details)
    file = client.files.find("f-1")
    assert file.media.streams[0].codec == "h264"
    assert file.source is not None
    assert (file.source.id, file.jobs[0].id, file.created_at.year) == ("f-0", "j-1", 2026)


def test_a_file_is_renamed_and_deleted(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers("PATCH", "/v1/files/f-1", media_samples.file(name="beach.mp4"))
    gateway.answers("DELETE", "/v1/files/f-1", status=204)
    assert client.files.rename("f-1", "beach.mp4").name == "beach.mp4"
    client.files.delete("f-1")
    assert gateway.asked == ["PATCH /v1/files/f-1", "DELETE /v1/files/f-1"]


def test_a_plain_form_is_handed_on_as_it_came(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers("POST", "/v1/uploads/form", media_samples.file(), status=201)
    body = PassedBody(io.BytesIO(b"--b\r\n..."), 8)
    file = client.uploads.send_form("video", body, content_type="multipart/form-data; boundary=b")
    assert file.name == "lake.mp4"
    assert query(gateway) == {"service": "video"}
    assert gateway.requests[0].headers["Content-Type"] == "multipart/form-data; boundary=b"
    assert gateway.requests[0].headers["Content-Length"] == "8"


def test_unfinished_uploads_can_be_resumed(client: Gateway, gateway: MockGateway) -> None:
    upload = {
        "id": "u-1",
        "filename": "lake.mp4",
        "service": "video",
        "size_bytes": 100,
        "offset_bytes": 40,
        "expires_at": "2026-03-03T10:00:00Z",
        "file_id": None,
    }
    gateway.answers("GET", "/v1/uploads", {"items": [upload]})
    assert client.uploads.unfinished()[0].offset_bytes == 40


def test_a_service_is_found_with_its_operations(client: Gateway, gateway: MockGateway) -> None:
    gateway.answers("GET", "/v1/services/video", samples.service())
    service = client.services.find("video")
    cut = service.operation("cut")
    assert cut is not None
    assert cut.title == "Cut"
    assert service.operation("paint") is None
