"""Another e-mail address, confirmed by a link to it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.profile.forms import EmailForm
from app.blueprints.profile.views import bp
from app.extensions import gateway
from app.forms import GatewayForm
from app.gateway.errors import NotFound
from app.session_user import login_required


@bp.route("/email", methods=["GET", "POST"])
@login_required
def email() -> ResponseReturnValue:
    """Show where mails go; have a link mailed to another address."""
    form = EmailForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.emails.change(email=form.email.data, password=form.password.data)
            return redirect(url_for("profile.email"), 303)
    return form.page("profile/email.html", mine=gateway.emails.mine())


@bp.post("/email/keep")
@login_required
def keep_email() -> ResponseReturnValue:
    """Think better of it: the mailed link is worth nothing any more."""
    gateway.emails.keep()
    flash(_("Your address stays as it is."), "success")
    return redirect(url_for("profile.email"), 303)


@bp.route("/email/confirm/<token>", methods=["GET", "POST"])
@login_required
def confirm_email(token: str) -> ResponseReturnValue:
    """Ask whether to change the address by a mailed link.

    Programs that look through mail follow links, too, and must not use one up.
    """
    form = GatewayForm()
    try:
        if form.validate_on_submit():
            with form.showing_refusals():
                gateway.emails.confirm(token)
                flash(_("Your new e-mail address is confirmed."), "success")
                return redirect(url_for("profile.email"), 303)
        wanted = gateway.emails.check(token)
    except NotFound:
        return render_template("profile/email_link_invalid.html"), 404
    return form.page("profile/confirm_email.html", wanted=wanted, token=token)
