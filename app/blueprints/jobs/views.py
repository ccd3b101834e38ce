from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.gateway.errors import NotFound
from app.gateway.files import FileDetails
from app.gateway.jobs import Job
from app.operation_form import nonce_of
from app.session_user import login_required

bp = Blueprint("jobs", __name__)


@bp.get("/jobs/<job_id>")
@login_required
def show(job_id: str) -> ResponseReturnValue:
    """Show how far a job is, or its result."""
    job = gateway.jobs.find(job_id)
    return render_template("jobs/show.html", job=job, result=_result(job))


@bp.get("/jobs/<job_id>/progress")
@login_required
def progress(job_id: str) -> ResponseReturnValue:
    """Return the part of the job's page that changes."""
    job = gateway.jobs.find(job_id)
    return render_template("jobs/_job.html", job=job, result=_result(job))


@bp.get("/jobs/<job_id>/row")
@login_required
def row(job_id: str) -> ResponseReturnValue:
    """Return the job's line in the list of files, which becomes the line of its result."""
    job = gateway.jobs.find(job_id)
    return render_template("jobs/row.html", job=job, result=_result(job))


@bp.post("/jobs/<job_id>/cancel")
@login_required
def cancel(job_id: str) -> ResponseReturnValue:
    """Cancel the job and show how it ended."""
    gateway.jobs.cancel(job_id)
    return redirect(url_for("jobs.show", job_id=job_id), 303)


@bp.post("/jobs/<job_id>/again")
@login_required
def again(job_id: str) -> ResponseReturnValue:
    """Ask once more for the same work."""
    job = gateway.jobs.find(job_id)
    repeated = gateway.jobs.submit(
        job.file_id, job.operation, job.parameters, key=nonce_of(request.form)
    )
    return redirect(url_for("jobs.show", job_id=repeated.id), 303)


def _result(job: Job) -> FileDetails | None:
    if job.result_file_id is None:
        return None
    try:
        return gateway.files.find(job.result_file_id)
    except NotFound:
        # The result may have been deleted since.
        return None
