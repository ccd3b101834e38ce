from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.extensions import gateway
from app.gateway.errors import Conflict, ValidationFailed
from app.gateway.services import Operation
from app.operation_form import (
    Draft,
    forget_draft,
    new_nonce,
    nonce_of,
    preset_asked_for,
    starting_text,
)
from app.other_files import offers
from app.session_user import login_required

bp = Blueprint("batches", __name__)


@bp.get("/batches/new")
@login_required
def new() -> ResponseReturnValue:
    """Offer what can be done with all of the picked files."""
    picked = request.args.getlist("file")
    if not picked:
        flash(_("Please pick one or more files first: each has a box to tick."), "warning")
        return redirect(url_for("files.index"), 303)
    bench = gateway.files.selected_workbench(picked)
    # Work is of one service: of several kinds, those of the first stay, and people are told.
    files = [file for file in bench.items if file.service == bench.items[0].service]
    service = gateway.services.find(files[0].service)
    draft = preset_asked_for(service, bench.presets, files[0].id, 0.0) or Draft.take(files[0].id)
    return render_template(
        "batches/new.html",
        service=service,
        operations=[each for each in service.operations if _is_for_many(each)],
        opened=draft.operation or request.args.get("operation", ""),
        files=files,
        left_out=len(bench.items) - len(files),
        draft=draft,
        recent=bench.others,
        own_presets=bench.presets,
        offers=offers,
        new_nonce=new_nonce,
        starting_text=starting_text,
    )


@bp.post("/batches/new")
@login_required
def create() -> ResponseReturnValue:
    """Ask for the work and lead to its page, or back to the form with what is wrong."""
    service = gateway.services.find(request.form.get("service", ""))
    operation = service.operation(request.form.get("operation", "")) or abort(404)
    picked = request.form.getlist("file")
    draft = Draft.from_form(next(iter(picked), ""), operation, request.form)
    if not draft.problems:
        try:
            batch = gateway.batches.submit(
                service.name, operation.name, draft.values, picked, key=nonce_of(request.form)
            )
            forget_draft()
            return redirect(url_for("batches.show", batch_id=batch.id), 303)
        except (ValidationFailed, Conflict) as error:
            draft.add_problems(error)
    draft.keep()
    return redirect(url_for("batches.new", file=picked, _anchor=operation.name), 303)


@bp.get("/batches/<batch_id>")
@login_required
def show(batch_id: str) -> ResponseReturnValue:
    """Show how far the whole is, and each of its files."""
    return render_template("batches/show.html", batch=gateway.batches.find(batch_id))


@bp.get("/batches/<batch_id>/progress")
@login_required
def progress(batch_id: str) -> ResponseReturnValue:
    """Return the part of the page that changes."""
    return render_template("batches/_batch.html", batch=gateway.batches.find(batch_id))


@bp.post("/batches/<batch_id>/cancel")
@login_required
def cancel(batch_id: str) -> ResponseReturnValue:
    """Cancel what has not ended."""
    gateway.batches.cancel(batch_id)
    return redirect(url_for("batches.show", batch_id=batch_id), 303)


def _is_for_many(operation: Operation) -> bool:
    """Tell whether one form can stand for many files: none has to be chosen beside each."""
    return not any(
        parameter.required
        and parameter.type in {"file", "files"}
        and not parameter.shown_if_parameter  # only for a choice that nobody has to make
        for parameter in operation.parameters
    )
