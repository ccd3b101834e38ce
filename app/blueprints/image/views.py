"""What only the image editor has: a look at the result while its form is filled in."""

import json

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.operation_form import Draft
from app.session_user import login_required

# Pixels of the longer side: one size, so that the same picture is made once for all screens.
SCREEN = 1280
# What changes pixels but not where they lie: the picture before is the same without it, and
# so is its address, however often a slider is moved.
AFTERWARDS = frozenset(
    {
        *("brightness", "contrast", "saturation", "sharpen"),
        *("quality", "lossless", "max_kilobytes", "metadata", "profile"),
    }
)


@login_required
def preview(service: str, file_id: str, kind: str) -> ResponseReturnValue:
    """Lead from a form, as it stands, to the picture of what it would come to.

    Whoever reads forms for jobs reads them for previews, too; and the same wish has the
    same address, so that browsers and the gateway can remember what is there.
    """
    operation = gateway.services.find(service).operation(request.form.get("operation", ""))
    if operation is None or kind not in {"before", "edited"}:
        abort(404)
    draft = Draft.from_form(file_id, operation, request.form)
    if draft.problems:
        # They are told beside the form, by its plan; somebody is still typing.
        return "", 204
    left_out = AFTERWARDS if kind == "before" else frozenset()
    values = {name: value for name, value in draft.values.items() if name not in left_out}
    wish = {"operation": operation.name, "parameters": values, "longest_side": SCREEN}
    parameters = json.dumps(wish, sort_keys=True, separators=(",", ":"))
    return redirect(
        url_for("files.preview", file_id=file_id, kind=kind, parameters=parameters), 303
    )
