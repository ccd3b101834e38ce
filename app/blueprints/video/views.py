"""What only the video editor has: a look at the places where the parts of a cut meet."""

import json

from flask import abort, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import gateway
from app.gateway.services import Operation
from app.operation_form import Draft
from app.session_user import login_required


@login_required
def joint(service: str, file_id: str) -> ResponseReturnValue:
    """Lead from a form, as it stands, to some seconds around one of its joints.

    `join` counts them: 0 is the beginning, the last is the end. The same joint has the same
    address, so that it is made once.
    """
    operation = gateway.services.find(service).operation(request.form.get("operation", ""))
    join = request.form.get("join", "")
    if operation is None or not join.isdecimal():
        abort(404)
    draft = Draft.from_form(file_id, operation, request.form)
    if draft.problems:
        # They are told beside the form, by its plan.
        return make_response("", 422)
    wish = json.dumps(_wish(operation, draft, int(join)), sort_keys=True, separators=(",", ":"))
    return redirect(url_for("files.preview", file_id=file_id, kind="joint", parameters=wish), 303)


def _wish(operation: Operation, draft: Draft, join: int) -> dict[str, object]:
    """Return what the service is asked for: of segments in a row, only the two that meet."""
    values = dict(draft.values)
    for parameter in operation.parameters:
        segments = values.get(parameter.name)
        if parameter.type != "segments" or values.get("keep") == "others":
            continue
        if isinstance(segments, list) and 0 < join < len(segments):
            values[parameter.name], join = segments[join - 1 : join + 1], 1
        elif isinstance(segments, list) and join == len(segments):
            values[parameter.name], join = segments[-1:], 1
        elif isinstance(segments, list):
            values[parameter.name] = segments[:1]
    return {"operation": operation.name, "parameters": values, "join": join}
