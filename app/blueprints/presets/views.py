import json
from dataclasses import asdict

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.blueprints.service.addresses import service_page
from app.extensions import gateway
from app.gateway.errors import Conflict, GatewayRefusal, ValidationFailed
from app.operation_form import Draft
from app.session_user import login_required
from app.wording import told

bp = Blueprint("presets", __name__)

# Two hundred presets with all that they can hold; the gateway takes no more.
MAX_IMPORT_BYTES = 512 * 1024


@bp.get("/presets/")
@login_required
def index() -> ResponseReturnValue:
    """Show one's own presets, to be renamed, deleted and shared."""
    return render_template(
        "presets/index.html",
        presets=gateway.presets.all(),
        editor_of=service_page,
        services={service.name: service for service in gateway.services.all().items},
    )


@bp.post("/presets/save/<service>/<operation>")
@login_required
def save(service: str, operation: str) -> ResponseReturnValue:
    """Keep what stands in an operation's form under a name; lead back to the form."""
    described = gateway.services.find(service).operation(operation) or abort(404)
    file_id = request.args.get("file", "")
    draft = Draft.from_form(file_id, described, request.form)
    files = {each.name for each in described.parameters if each.type in {"file", "files"}}
    values = {name: value for name, value in draft.values.items() if name not in files}
    try:
        kept = gateway.presets.keep(service, operation, request.form.get("preset_name", ""), values)
    except (Conflict, ValidationFailed) as error:
        flash(_("The preset was not kept: %(why)s", why=_words_of(error)), "danger")
    else:
        flash(_("“%(name)s” is kept among your presets.", name=kept.name), "success")
    if not file_id:
        return redirect(url_for("presets.index"), 303)
    draft.keep()
    return redirect(f"{service_page(service, 'editor', file_id)}#{operation}", 303)


@bp.post("/presets/<preset_id>/rename")
@login_required
def rename(preset_id: str) -> ResponseReturnValue:
    """Give a preset another name."""
    try:
        gateway.presets.rename(preset_id, request.form.get("name", ""))
    except (Conflict, ValidationFailed) as error:
        flash(_("The name was not changed: %(why)s", why=_words_of(error)), "danger")
    return redirect(url_for("presets.index"), 303)


@bp.post("/presets/<preset_id>/delete")
@login_required
def delete(preset_id: str) -> ResponseReturnValue:
    """Delete a preset."""
    gateway.presets.delete(preset_id)
    flash(_("The preset was deleted."), "success")
    return redirect(url_for("presets.index"), 303)


@bp.get("/presets/export.json")
@login_required
def export() -> ResponseReturnValue:
    """Send all presets as a file, to be imported elsewhere."""
    items = []
    for preset in gateway.presets.all():
        item = asdict(preset)
        del item["id"]
        items.append(item)
    answer = jsonify(presets=items)
    answer.headers["Content-Disposition"] = 'attachment; filename="presets.json"'
    return answer


@bp.post("/presets/import")
@login_required
def take_over() -> ResponseReturnValue:
    """Take over presets from a file that was exported here or elsewhere."""
    sent = request.files.get("file")
    content = sent.stream.read(MAX_IMPORT_BYTES + 1) if sent else b""
    try:
        items = json.loads(content)["presets"] if len(content) <= MAX_IMPORT_BYTES else None
        if not isinstance(items, list):
            raise TypeError
        imported = gateway.presets.take_over(items)
    except (ValueError, KeyError, TypeError, RecursionError, ValidationFailed):
        flash(_("This is no file of presets. Choose one that was exported here."), "danger")
        return redirect(url_for("presets.index"), 303)
    added = ngettext("%(num)s preset was added.", "%(num)s presets were added.", imported.added)
    flash(added, "success")
    if imported.skipped:
        flash(
            ngettext(
                "%(num)s was there already, or fits no service here.",
                "%(num)s were there already, or fit no service here.",
                imported.skipped,
            ),
            "warning",
        )
    return redirect(url_for("presets.index"), 303)


def _words_of(error: GatewayRefusal) -> str:
    problem = next(iter(error.fields.values()), None)
    return told(problem.message if problem else error.message)
