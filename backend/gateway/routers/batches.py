"""The same work on several files."""

from fastapi import APIRouter, Response

from backend.gateway.batches import submission
from backend.gateway.errors import documented
from backend.gateway.identity import CurrentContext, JobsReader, JobsWriter, Snapshot
from backend.gateway.schemas import batches as schemas
from backend.gateway.schemas import jobs as job_schemas

router = APIRouter(prefix="/v1", tags=["batches"])


@router.post(
    "/batches",
    status_code=201,
    responses={
        200: {"model": schemas.Batch, "description": "This key was used before: the same batch"},
        **documented(401, 404, 409, 413, 422, 503, 507),
    },
)
async def create_batch(
    wish: schemas.NewBatch, response: Response, context: CurrentContext, account: JobsWriter
) -> schemas.Batch:
    """Have the same work done on several files, each as a job of its own.

    A file that cannot be worked on fails for itself. In the limit of jobs under way, a
    batch counts as one.
    """
    batch, is_new = await submission.submit(context, account.id, wish)
    response.status_code = 201 if is_new else 200
    return batch


@router.get("/batches/{batch_id}", responses=documented(401, 404))
def get_batch(batch_id: str, db: Snapshot, account: JobsReader) -> schemas.Batch:
    """Tell how a batch goes."""
    return submission.get(db, account.id, batch_id)


@router.post("/batches/{batch_id}/cancel", responses=documented(401, 404))
def cancel_batch(batch_id: str, context: CurrentContext, account: JobsWriter) -> schemas.Batch:
    """End what has not ended of a batch; what is done stays."""
    return submission.cancel(context, account.id, batch_id)


@router.post("/jobs/{job_id}/retry", status_code=201, responses=documented(401, 404, 409, 413))
def retry_job(job_id: str, context: CurrentContext, account: JobsWriter) -> job_schemas.Job:
    """Do the work of a job that failed or was cancelled once more, as another job.

    It takes its place in its batch. Repeated, the answer is the same job.
    """
    return submission.retry(context, account.id, job_id)
