from http import HTTPStatus
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.gateway.errors import NotAuthenticated, NotFound
from app.gateway.files import FileDetails
from app.gateway.jobs import Job
from app.news import shows_news, take
from app.session_user import login_required

bp = Blueprint("jobs", __name__)

# More than an account may have at work; the rest of a longer list is not looked at.
MOST_WATCHED = 50


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
    repeated = gateway.jobs.retry(job_id)
    if repeated.batch_id is not None:
        return redirect(url_for("batches.show", batch_id=repeated.batch_id), 303)
    return redirect(url_for("jobs.show", job_id=repeated.id), 303)


@bp.get("/jobs/tray")
@shows_news
@login_required
def tray() -> ResponseReturnValue:
    """Return what is at work, and tell of jobs in `watching` that have ended since."""
    watched = set(request.args.get("watching", "").split(",")[:MOST_WATCHED])
    try:
        active = gateway.jobs.recent(state="active")
        missing = watched - {job.id for job in active} - {""}
        recent = gateway.jobs.recent() if missing else ()
    except NotAuthenticated:
        # Nobody has asked for this; the page itself will ask to log in when it has to.
        active, missing, recent = (), set(), ()
    ended = [job for job in recent if job.id in missing and job.is_finished]
    unlocked = take()
    if not (active or watched - {""} or unlocked):
        # Most pages: there is nothing to be put anywhere.
        return "", HTTPStatus.NO_CONTENT
    return render_template(
        "jobs/_tray.html",
        active=active,
        ended=ended,
        unlocked=unlocked,
        open_job=_job_of_the_page(),
    )


def _job_of_the_page() -> str:
    # That page tells all about its job already.
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    return path.removeprefix("/jobs/") if path.startswith("/jobs/") else ""


def _result(job: Job) -> FileDetails | None:
    if job.result_file_id is None:
        return None
    try:
        return gateway.files.find(job.result_file_id)
    except NotFound:
        # The result may have been deleted since.
        return None
