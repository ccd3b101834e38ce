"""The picture of somebody, and the letters that stand where there is none."""

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from app import session_user
from app.blueprints.profile.views import bp
from app.extensions import gateway
from app.forms import GatewayForm
from app.gateway.errors import NotFound
from app.gateway.streams import PassedBody
from app.passing import passed_on, range_headers
from app.security import takes_up_to
from app.session_user import login_required

# As much as the gateway takes; a photo of a phone has about half of that.
MAX_PICTURE_BYTES = 8 * 1024 * 1024


class PictureForm(GatewayForm):
    """A picture that is wanted."""

    picture = FileField(
        lazy_gettext("A picture of yourself, or anything else"),
        [FileRequired(lazy_gettext("Please choose a picture."))],
        description=lazy_gettext(
            "At most 8 MB. The middle of it is kept, as a square; where it was taken is not."
        ),
        render_kw={"accept": "image/*"},
    )


@bp.get("/avatar")
@login_required
def avatar() -> ResponseReturnValue:
    """Send the picture, or the letters in its place."""
    try:
        response = passed_on(gateway.accounts.open_avatar(range_headers()))
    except NotFound:
        response = make_response(render_template("profile/initials.svg"))
        response.mimetype = "image/svg+xml"
        return response
    if request.args.get("v") == current_user.avatar:
        # Another picture has another address.
        response.headers["Cache-Control"] = "private, max-age=3600"
    return response


@bp.route("/picture", methods=["GET", "POST"])
@login_required
@takes_up_to(MAX_PICTURE_BYTES)
def picture() -> ResponseReturnValue:
    """Show the picture; take another."""
    form = PictureForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            session_user.note(gateway.accounts.change_avatar(_body_of(form.picture)))
            flash(_("This is your picture from now on."), "success")
            return redirect(url_for("profile.picture"), 303)
    return form.page("profile/picture.html")


@bp.post("/picture/remove")
@login_required
def remove_picture() -> Response:
    """Take the picture away."""
    session_user.note(gateway.accounts.remove_avatar())
    flash(_("Your picture is removed."), "success")
    return make_response(redirect(url_for("profile.picture"), 303))


def _body_of(field: FileField) -> PassedBody:
    stream = field.data.stream
    length = stream.seek(0, 2)
    stream.seek(0)
    return PassedBody(stream, length)
