from dataclasses import asdict

from flask import Blueprint, Response, abort, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.validators import ValidationError

from app.extensions import csrf, gateway
from app.gateway.streams import PassedBody
from app.gateway.transport import Answer
from app.security import takes_upload
from app.session_user import login_required
from app.wording import told_problem

bp = Blueprint("uploads", __name__)

# The extension's own check looks into the form first, and so would read the whole body of a
# request that calls itself a form; the header is checked here instead.
csrf.exempt(bp)

# What the two ends of tus say to each other; all else is between them and us.
REQUEST_HEADERS = (
    "Tus-Resumable",
    "Upload-Length",
    "Upload-Defer-Length",
    "Upload-Metadata",
    "Upload-Offset",
    "Upload-Checksum",
    "Content-Type",
)
RESPONSE_HEADERS = (
    "Tus-Resumable",
    "Tus-Version",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Checksum-Algorithm",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Offset",
    "Upload-Expires",
    "Upload-File",
    "Content-Type",
    "Retry-After",
)


@bp.get("/uploads/", provide_automatic_options=False)
@login_required
def unfinished() -> ResponseReturnValue:
    """Tell the upload page which uploads can be resumed."""
    return jsonify(
        [
            {**asdict(upload), "url": url_for("uploads.one", upload_id=upload.id)}
            for upload in gateway.uploads.unfinished()
        ]
    )


@bp.route("/uploads/", methods=["POST", "OPTIONS"], provide_automatic_options=False)
@login_required
@takes_upload
def create() -> ResponseReturnValue:
    """Hand on the wish to upload, and any bytes that come along with it."""
    _check_csrf_header()
    answer = gateway.uploads.relay_creation(request.method, _body(), _headers())
    response = _response(answer)
    if "Location" in answer.headers:
        upload_id = answer.headers["Location"].rstrip("/").rsplit("/", 1)[-1]
        response.headers["Location"] = url_for("uploads.one", upload_id=upload_id)
    return response


@bp.route(
    "/uploads/<upload_id>",
    methods=["HEAD", "PATCH", "DELETE", "OPTIONS"],
    provide_automatic_options=False,
)
@login_required
@takes_upload
def one(upload_id: str) -> ResponseReturnValue:
    """Hand on what tus says about one upload: its offset, more bytes, its end."""
    _check_csrf_header()
    return _response(gateway.uploads.relay(request.method, upload_id, _body(), _headers()))


def _check_csrf_header() -> None:
    """Refuse changes that do not carry the page's token in a header."""
    if request.method in {"HEAD", "OPTIONS"}:
        return
    try:
        validate_csrf(request.headers.get("X-CSRFToken"))
    except ValidationError as error:
        raise CSRFError(str(error)) from error


def _body() -> PassedBody | None:
    if request.content_length is None:
        if request.method == "PATCH":
            abort(411)
        return None
    return PassedBody(request.stream, request.content_length) if request.content_length else None


def _headers() -> dict[str, str]:
    return {name: request.headers[name] for name in REQUEST_HEADERS if name in request.headers}


def _response(answer: Answer) -> Response:
    content = told_problem(answer.content) if answer.status >= 400 else answer.content
    response = Response(content, answer.status)
    del response.headers["Content-Type"]
    for name in RESPONSE_HEADERS:
        if name in answer.headers:
            response.headers[name] = answer.headers[name]
    return response
