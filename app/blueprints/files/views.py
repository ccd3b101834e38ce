from dataclasses import asdict
from typing import Literal
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.asking import asks_for_fragment
from app.blueprints.files.forms import KINDS, SORTS, STATES, RenameForm, Search
from app.blueprints.service.addresses import service_page
from app.extensions import gateway
from app.gateway.errors import (
    GatewayRefusal,
    NotFound,
    ServiceUnavailable,
    TooLarge,
    ValidationFailed,
)
from app.gateway.streams import Download
from app.passing import passed_on, range_headers
from app.session_user import login_required
from app.wording import told

bp = Blueprint("files", __name__)


@bp.get("/files/")
@login_required
def index() -> ResponseReturnValue:
    """Show the originals that match the address's search, each with its results."""
    search = Search.from_query(request.args)
    page = gateway.files.search(
        words=search.q, kind=search.kind, state=search.state, sort=search.sort, page=search.page
    )
    return render_template(
        "files/index.html", page=page, search=search, kinds=KINDS, states=STATES, sorts=SORTS
    )


@bp.get("/files/<file_id>")
@login_required
def show(file_id: str) -> ResponseReturnValue:
    """Lead to the editor of the service that the file belongs to."""
    service = gateway.files.find(file_id).service
    return redirect(service_page(service, "editor", file_id=file_id), 303)


@bp.get("/files/<file_id>/facts")
@login_required
def facts(file_id: str) -> ResponseReturnValue:
    """Tell what was found in the file: as a page, or as a part of the list."""
    template = "files/_facts.html" if asks_for_fragment() else "files/facts.html"
    return render_template(template, file=gateway.files.find(file_id))


@bp.post("/files/<file_id>/rename")
@login_required
def rename(file_id: str) -> ResponseReturnValue:
    """Give a file another name and go back to the list."""
    form = RenameForm()
    if not form.validate_on_submit():
        flash(" ".join([_("The name was not changed."), *map(str, form.name.errors)]), "danger")
        return redirect(url_for("files.index"), 303)
    try:
        renamed = gateway.files.rename(file_id, form.name.data or "")
    except ValidationFailed as error:
        problem = error.fields.get("name")
        reason = told(problem.message if problem else error.message)
        flash(" ".join([_("The name was not changed."), reason]), "danger")
    else:
        flash(_("The file is now called “%(name)s”.", name=renamed.name), "success")
    return redirect(url_for("files.index"), 303)


@bp.get("/files/<file_id>/delete")
@login_required
def confirm_deletion(file_id: str) -> ResponseReturnValue:
    """Ask whether the file, and all that was made of it, shall really go."""
    return render_template("files/delete.html", file=gateway.files.find(file_id))


@bp.post("/files/<file_id>/delete")
@login_required
def delete(file_id: str) -> ResponseReturnValue:
    """Delete the file and go back to the list."""
    gateway.files.delete(file_id)
    flash(_("The file was deleted."), "success")
    return redirect(url_for("files.index"), 303)


@bp.post("/files/<file_id>/discard")
@login_required
def discard(file_id: str) -> ResponseReturnValue:
    """Delete the file at once; return a toast that offers to undo it."""
    gateway.files.discard(file_id)
    return render_template("files/discarded.html", file_id=file_id, form_from=_list_address())


@bp.post("/files/<file_id>/restore")
@login_required
def restore(file_id: str) -> ResponseReturnValue:
    """Undo the deletion and go back to the list as it was."""
    try:
        restored = gateway.files.restore(file_id)
    except NotFound:
        flash(_("It was too late to undo this: the file is gone."), "danger")
    except TooLarge as error:
        flash(" ".join([_("This could not be undone."), told(error.message)]), "danger")
    else:
        flash(_("“%(name)s” is back.", name=restored.name), "success")
    return redirect(_list_address(), 303)


def _list_address() -> str:
    """Return the list's address with the search that it was left with."""
    asked_from = urlsplit(request.form.get("from", ""))
    return url_for("files.index") + (f"?{asked_from.query}" if asked_from.query else "")


@bp.get("/files/selected/zip")
@login_required
def download_selected() -> ResponseReturnValue:
    """Send the picked files as one zip."""
    picked = request.args.getlist("file")
    return passed_on(gateway.files.open_zip(picked)) if picked else _nothing_picked()


@bp.get("/files/selected/delete")
@login_required
def confirm_deletion_of_selected() -> ResponseReturnValue:
    """Ask whether the picked files shall really go."""
    picked = request.args.getlist("file")
    if not picked:
        return _nothing_picked()
    return render_template("files/delete_selected.html", selected=gateway.files.selected(picked))


@bp.post("/files/selected/delete")
@login_required
def delete_selected() -> ResponseReturnValue:
    """Delete the picked files and go back to the list."""
    picked = request.form.getlist("file")
    if not picked:
        return _nothing_picked()
    gateway.files.delete_selected(picked)
    words = _("The files were deleted.") if len(picked) > 1 else _("The file was deleted.")
    flash(words, "success")
    return redirect(url_for("files.index"), 303)


def _nothing_picked() -> ResponseReturnValue:
    flash(_("Please pick one or more files first: each has a box to tick."), "warning")
    return redirect(url_for("files.index"), 303)


@bp.get("/files/<file_id>/content")
@login_required
def content(file_id: str) -> ResponseReturnValue:
    """Send the file for players and pictures inside pages."""
    return passed_on(_open(file_id, "inline"))


@bp.get("/files/<file_id>/download")
@login_required
def download(file_id: str) -> ResponseReturnValue:
    """Send the file to be kept under its own name."""
    return passed_on(_open(file_id, "attachment"))


@bp.get("/files/<file_id>/poster")
@login_required
def poster(file_id: str) -> ResponseReturnValue:
    """Send the file's poster."""
    return passed_on(
        gateway.files.open_poster(file_id, method=request.method, headers=range_headers())
    )


@bp.get("/files/<file_id>/preview/<kind>")
@login_required
def preview(file_id: str, kind: str) -> ResponseReturnValue:
    """Send something small that shows the file; scripts and players read it, and problems too."""
    try:
        opened = gateway.files.open_preview(
            file_id,
            kind,
            parameters=request.args.get("parameters", ""),
            headers=range_headers(),
        )
    except (NotFound, ServiceUnavailable, ValidationFailed) as refusal:
        return _refused(refusal)
    return passed_on(opened)


def _refused(refusal: GatewayRefusal) -> ResponseReturnValue:
    answer = jsonify(
        code=refusal.code,
        message=told(refusal.message),
        fields={name: asdict(problem) for name, problem in refusal.fields.items()},
    )
    answer.status_code = refusal.status
    if refusal.retry_after_seconds:
        answer.headers["Retry-After"] = str(refusal.retry_after_seconds)
    return answer


def _open(file_id: str, disposition: Literal["inline", "attachment"]) -> Download:
    return gateway.files.open_content(
        file_id, method=request.method, disposition=disposition, headers=range_headers()
    )
