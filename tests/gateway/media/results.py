"""Results without a runner: what it would record of an attempt."""

from backend.gateway.context import Context
from backend.gateway.jobs import attempts
from backend.gateway.jobs.attempts import Attempt, Result
from backend.gateway.schemas.files import Media

RESULT = Result(
    extension="toy",
    media=Media(
        kind="video",
        container="toy",
        media_type="video/mp4",
        duration_seconds=1.0,
        bitrate_bps=0,
        streams=[],
        tags={},
        facts=[],
    ),
    method="copy",
    facts=[],
    warnings=[],
)


def begun(context: Context, job_id: str) -> Attempt:
    attempt = attempts.begin(context, job_id)
    assert attempt is not None
    context.storage.put(b"made", attempt.output_key)
    return attempt
