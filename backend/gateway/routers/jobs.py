"""Jobs and plans."""

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Query, Response

from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext, JobsReader, JobsWriter, Snapshot
from backend.gateway.jobs import listing, submission
from backend.gateway.schemas import jobs as schemas

router = APIRouter(prefix="/v1", tags=["jobs"])


@router.post(
    "/jobs",
    status_code=201,
    responses={
        200: {"model": schemas.Job, "description": "This key was used before: the same job"},
        **documented(401, 404, 409, 413, 422, 503, 507),
    },
)
async def create_job(
    wish: schemas.NewJob,
    response: Response,
    context: CurrentContext,
    account: JobsWriter,
    idempotency_key: Annotated[str | None, Header()] = None,
) -> schemas.Job:
    """Have work done on a file. Repeated with the same `Idempotency-Key`, it is done once."""
    job, is_new = await submission.submit(context, account.id, wish, idempotency_key)
    response.status_code = 201 if is_new else 200
    return job


@router.post("/plans", responses=documented(401, 404, 422, 503))
async def create_plan(
    wish: schemas.NewJob, context: CurrentContext, account: JobsWriter
) -> schemas.Plan:
    """Tell what a job would do, without doing it; the same checks apply."""
    return (await submission.check(context, account.id, wish)).plan


@router.get("/jobs", responses=documented(401, 422))
def list_jobs(
    db: Snapshot,
    account: JobsReader,
    state: Literal["active", "any"] = "any",
    file_id: Annotated[str | None, Query(max_length=32)] = None,
) -> schemas.Jobs:
    """List the newest jobs."""
    return schemas.Jobs(items=listing.newest(db, account.id, state, file_id))


@router.get("/jobs/{job_id}", responses=documented(401, 404))
def get_job(job_id: str, db: Snapshot, account: JobsReader) -> schemas.Job:
    """Tell how a job goes."""
    return listing.one(db, listing.owned(db, account.id, job_id))


@router.post("/jobs/{job_id}/cancel", responses=documented(401, 404))
def cancel_job(job_id: str, context: CurrentContext, account: JobsWriter) -> schemas.Job:
    """End a job. One that has ended already stays as it is."""
    return submission.cancel(context, account.id, job_id)
