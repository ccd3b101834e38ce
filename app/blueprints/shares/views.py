from typing import Literal

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.shares.forms import ShareForm
from app.extensions import gateway
from app.gateway.errors import NotFound
from app.passing import passed_on, range_headers
from app.session_user import login_required, open_to_all

bp = Blueprint("shares", __name__)


@bp.after_request
def _keep_out_of_search(response: Response) -> Response:
    # Whoever gets a link decides whom to give it to; a search engine gives it to everybody.
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


@bp.route("/files/<file_id>/share", methods=["GET", "POST"])
@login_required
def share(file_id: str) -> ResponseReturnValue:
    """Show a file's links; make another."""
    form = ShareForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.shares.make(file_id, form.lifetime_seconds)
            flash(_("The link is made. Whoever has it can see this file."), "success")
            return redirect(url_for("shares.share", file_id=file_id), 303)
    shared = gateway.shares.of_file(file_id)
    return form.page("shares/share.html", file=shared.file, shares=shared.items)


@bp.post("/files/<file_id>/share/<token>/withdraw")
@login_required
def withdraw(file_id: str, token: str) -> ResponseReturnValue:
    """End a link and go back to the others."""
    gateway.shares.withdraw(file_id, token)
    flash(_("The link is withdrawn. It leads nowhere any more."), "success")
    return redirect(url_for("shares.share", file_id=file_id), 303)


@bp.get("/s/<token>")
@open_to_all
def show(token: str) -> ResponseReturnValue:
    """Show the file that a link leads to, to whoever has it."""
    try:
        return render_template("shares/show.html", file=gateway.shares.open(token), token=token)
    except NotFound:
        return render_template("shares/gone.html"), 404


@bp.get("/s/<token>/content")
@open_to_all
def content(token: str) -> ResponseReturnValue:
    """Send the shared file for the player in its page."""
    return _send(token, "inline")


@bp.get("/s/<token>/download")
@open_to_all
def download(token: str) -> ResponseReturnValue:
    """Send the shared file to be kept."""
    return _send(token, "attachment")


def _send(token: str, disposition: Literal["inline", "attachment"]) -> Response:
    return passed_on(
        gateway.shares.open_content(
            token, method=request.method, disposition=disposition, headers=range_headers()
        )
    )
