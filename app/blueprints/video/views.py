from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.video import upload_token
from app.extensions import csrf, gateway
from app.gateway.errors import Conflict, GatewayRefusal, ValidationFailed
from app.gateway.services import Operation
from app.gateway.streams import PassedBody
from app.operation_form import Draft, forget_draft, new_nonce, nonce_of, starting_text
from app.security import takes_upload
from app.session_user import login_required

bp = Blueprint("video", __name__)

SERVICE = "video"
RECENT_FILES = 6


@bp.get("/video/")
@login_required
def index() -> ResponseReturnValue:
    """Take a new file; offer the recent ones."""
    return render_template(
        "video/index.html",
        service=gateway.services.find(SERVICE),
        recent=gateway.files.search(kind=SERVICE, page_size=RECENT_FILES).items,
        upload_token=upload_token.issue(SERVICE),
    )


@bp.post("/video/upload/<token>")
@login_required
@takes_upload
def upload(token: str) -> ResponseReturnValue:
    """Pass a plain form's file through to the gateway, unread."""
    if not upload_token.holds(token, SERVICE):
        flash("The upload form had expired. Please choose the file again.", "danger")
        return redirect(url_for("video.index"), 303)
    if request.content_length is None:
        abort(411)
    body = PassedBody(request.stream, request.content_length)
    try:
        file = gateway.uploads.send_form(
            SERVICE, body, content_type=request.headers.get("Content-Type", "")
        )
    except GatewayRefusal as error:
        if error.status not in {413, 422, 507}:
            raise
        problem = error.fields.get("file")
        flash(problem.message if problem else error.message, "danger")
        return redirect(url_for("video.index"), 303)
    return redirect(url_for("video.editor", file_id=file.id), 303)


# The usual check would parse the body, however large; the token in the address stands for it.
csrf.exempt(upload)


@bp.get("/video/<file_id>")
@login_required
def editor(file_id: str) -> ResponseReturnValue:
    """Show what the file is, play it, and offer what can be done with it."""
    file = gateway.files.find(file_id)
    if file.service != SERVICE:
        return redirect(url_for("files.show", file_id=file_id), 303)
    return render_template(
        "video/editor.html",
        file=file,
        service=gateway.services.find(SERVICE),
        draft=Draft.take(file_id),
        new_nonce=new_nonce,
        starting_text=starting_text,
    )


@bp.post("/video/<file_id>/plan")
@login_required
def plan(file_id: str) -> ResponseReturnValue:
    """Tell what a job would do: as a page, or as a fragment beside the form."""
    operation = _operation(request.form.get("operation", ""))
    draft = Draft.from_form(file_id, operation, request.form)
    result = None
    if not draft.problems:
        try:
            result = gateway.jobs.plan(file_id, operation.name, draft.values)
        except ValidationFailed as error:
            draft.add_problems(error)
    if "HX-Request" in request.headers:
        return render_template("video/_plan.html", plan=result, draft=draft)
    draft.keep()
    if draft.problems:
        return _back_to_form(file_id, operation)
    return render_template(
        "video/plan.html",
        plan=result,
        draft=draft,
        operation=operation,
        nonce=nonce_of(request.form),
    )


@bp.post("/video/<file_id>/<any(cut, convert):name>")
@login_required
def start(file_id: str, name: str) -> ResponseReturnValue:
    """Ask for a cut or a conversion and lead to its job."""
    operation = _operation(name)
    draft = Draft.from_form(file_id, operation, request.form)
    if not draft.problems:
        try:
            job = gateway.jobs.submit(file_id, name, draft.values, key=nonce_of(request.form))
            forget_draft()
            return redirect(url_for("jobs.show", job_id=job.id), 303)
        except (ValidationFailed, Conflict) as error:
            draft.add_problems(error)
    draft.keep()
    return _back_to_form(file_id, operation)


def _operation(name: str) -> Operation:
    operation = gateway.services.find(SERVICE).operation(name)
    return operation or abort(404)


def _back_to_form(file_id: str, operation: Operation) -> ResponseReturnValue:
    return redirect(url_for("video.editor", file_id=file_id, _anchor=operation.name), 303)
