"""The pages of a media service: bring a file, see what it is, have it worked on.

All of them are drawn from what the service says of itself, so one set of views serves every
service there is or will be. `service_pages` puts them under an address.
"""

from typing import NamedTuple

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from app.blueprints.service import upload_token
from app.extensions import csrf, gateway
from app.gateway.errors import Conflict, GatewayRefusal, NotFound, ValidationFailed
from app.gateway.services import Operation, Service
from app.gateway.streams import PassedBody
from app.marks import marks_of
from app.operation_form import Draft, forget_draft, new_nonce, nonce_of, preset_asked_for
from app.other_files import offers
from app.security import takes_upload
from app.session_user import login_required
from app.tag_fields import starting_texts
from app.wording import told

RECENT_FILES = 6


class Words(NamedTuple):
    """What the page for new files says, by the kind of file."""

    upload: LazyString
    choose: LazyString


# What people call a file of a service; of a service that we do not know, just a file.
WORDS = {
    "video": Words(lazy_gettext("Upload a video"), lazy_gettext("Choose a video")),
    "image": Words(lazy_gettext("Upload a picture"), lazy_gettext("Choose a picture")),
    "audio": Words(lazy_gettext("Upload a recording"), lazy_gettext("Choose a recording")),
}
ANY_FILE = Words(lazy_gettext("Upload a file"), lazy_gettext("Choose a file"))

# Editors that know their medium; every other service gets one drawn from what it describes.
EDITORS = {
    "video": "video/editor.html",
    "image": "image/editor.html",
    "audio": "audio/editor.html",
}


@login_required
def index(service: str) -> ResponseReturnValue:
    """Take a new file; offer the recent ones."""
    return render_template(
        "service/index.html",
        words=WORDS.get(service, ANY_FILE),
        service=gateway.services.find(service),
        recent=gateway.files.search(kind=service, page_size=RECENT_FILES).items,
        upload_token=upload_token.issue(service),
    )


@login_required
@takes_upload
def upload(service: str, token: str) -> ResponseReturnValue:
    """Pass a plain form's file through to the gateway, unread."""
    if not upload_token.holds(token, service):
        flash(_("The upload form had expired. Please choose the file again."), "danger")
        return redirect(url_for(".index", service=service), 303)
    if request.content_length is None:
        abort(411)
    body = PassedBody(request.stream, request.content_length)
    try:
        file = gateway.uploads.send_form(
            service, body, content_type=request.headers.get("Content-Type", "")
        )
    except GatewayRefusal as error:
        if error.status not in {413, 422, 507}:
            raise
        problem = error.fields.get("file")
        flash(told(problem.message if problem else error.message), "danger")
        return redirect(url_for(".index", service=service), 303)
    return redirect(url_for(".editor", service=service, file_id=file.id), 303)


# The usual check would parse the body, however large; the token in the address stands for it.
csrf.exempt(upload)


@login_required
def editor(service: str, file_id: str) -> ResponseReturnValue:
    """Show what the file is, play it, and offer what can be done with it."""
    described = _service(service)
    bench = gateway.files.workbench(file_id)
    file = bench.file
    if file.service != service:
        return redirect(url_for("files.show", file_id=file_id), 303)
    return render_template(
        EDITORS.get(service, "service/editor.html"),
        file=file,
        service=described,
        marks=marks_of(described.operations),
        draft=preset_asked_for(described, bench.presets, file_id, file.duration_seconds)
        or Draft.take(file_id),
        recent=bench.others,
        own_presets=bench.presets,
        offers=offers,
        new_nonce=new_nonce,
        starting_text=starting_texts(file.media.tags),
    )


@login_required
def plan(service: str, file_id: str) -> ResponseReturnValue:
    """Tell what a job would do: as a page, or as a fragment beside the form."""
    operation = _operation(service, request.form.get("operation", ""))
    draft = Draft.from_form(file_id, operation, request.form)
    result = None
    if not draft.problems:
        try:
            result = gateway.jobs.plan(file_id, operation.name, draft.values)
        except ValidationFailed as error:
            draft.add_problems(error)
    if "HX-Request" in request.headers:
        return render_template("service/_plan.html", plan=result, draft=draft)
    draft.keep()
    if draft.problems:
        return _back_to_form(service, file_id, operation)
    return render_template(
        "service/plan.html",
        plan=result,
        draft=draft,
        service=service,
        operation=operation,
        nonce=nonce_of(request.form),
    )


@login_required
def start(service: str, file_id: str, name: str) -> ResponseReturnValue:
    """Ask for work and lead to its job."""
    operation = _operation(service, name)
    draft = Draft.from_form(file_id, operation, request.form)
    if not draft.problems:
        try:
            job = gateway.jobs.submit(file_id, name, draft.values, key=nonce_of(request.form))
            forget_draft()
            return redirect(url_for("jobs.show", job_id=job.id), 303)
        except (ValidationFailed, Conflict) as error:
            draft.add_problems(error)
    draft.keep()
    return _back_to_form(service, file_id, operation)


def _service(name: str) -> Service:
    """Return a service, also one that was taken away while files of it are still there."""
    try:
        return gateway.services.find(name)
    except NotFound:
        return Service.withdrawn(name)


def _operation(service: str, name: str) -> Operation:
    operation = gateway.services.find(service).operation(name)
    return operation or abort(404)


def _back_to_form(service: str, file_id: str, operation: Operation) -> ResponseReturnValue:
    return redirect(
        url_for(".editor", service=service, file_id=file_id, _anchor=operation.name), 303
    )


def service_pages(name: str, prefix: str, service: str | None = None) -> Blueprint:
    """Return a blueprint `name` with the pages of a service at `prefix`.

    Without `service`, the prefix names it: ``/service/<service>``.
    """
    bp = Blueprint(
        name, __name__, url_prefix=prefix, url_defaults={"service": service} if service else None
    )
    for rule, view, method in (
        ("/", index, "GET"),
        ("/upload/<token>", upload, "POST"),
        ("/<file_id>", editor, "GET"),
        ("/<file_id>/plan", plan, "POST"),
        ("/<file_id>/<name>", start, "POST"),
    ):
        bp.add_url_rule(rule, view_func=view, methods=[method])
    return bp
