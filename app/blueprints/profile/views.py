from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import session_user
from app.blueprints.profile.devices import device_name
from app.blueprints.profile.forms import NotificationsForm, PasswordForm, ProfileForm
from app.extensions import gateway
from app.session_user import login_required

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Show picture and names, to be changed in place."""
    account = gateway.accounts.mine()
    # What was changed elsewhere is seen here from now on, too.
    session_user.note(account)
    return ProfileForm(obj=account).page("profile/index.html", account=account)


@bp.post("/")
@login_required
def change() -> ResponseReturnValue:
    """Change the names."""
    form = ProfileForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            account = gateway.accounts.change(
                first_name=form.first_name.data, last_name=form.last_name.data
            )
            session_user.note(account)
            flash(_("Your profile is saved."), "success")
            return redirect(url_for("profile.index"), 303)
    return form.page("profile/index.html", account=None)


@bp.route("/password", methods=["GET", "POST"])
@login_required
def password() -> ResponseReturnValue:
    """Change the password; other sessions end, this one goes on."""
    form = PasswordForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            new_session = gateway.accounts.change_password(
                old_password=form.old_password.data, new_password=form.password.data
            )
            session_user.remember(new_session, permanent=session.permanent)
            flash(_("Your password is changed. All other sessions have ended."), "success")
            return redirect(url_for("profile.index"), 303)
    return form.page("profile/password.html")


@bp.route("/notifications", methods=["GET", "POST"])
@login_required
def notifications() -> ResponseReturnValue:
    """Choose how to hear of ended work."""
    form = NotificationsForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.accounts.change(mail_when_done=form.mail_when_done.data)
            flash(_("Your choice is saved."), "success")
            return redirect(url_for("profile.notifications"), 303)
    elif request.method == "GET":
        form = NotificationsForm(obj=gateway.accounts.mine())
    return form.page("profile/notifications.html")


@bp.get("/sessions")
@login_required
def sessions() -> ResponseReturnValue:
    """Show where the account is logged in."""
    return render_template(
        "profile/sessions.html", sessions=gateway.accounts.sessions(), device_name=device_name
    )


@bp.post("/sessions/<session_id>/end")
@login_required
def end_session(session_id: str) -> ResponseReturnValue:
    """Log out one of the other places."""
    gateway.accounts.end_session(session_id)
    flash(_("That session has ended."), "success")
    return redirect(url_for("profile.sessions"), 303)


@bp.post("/sessions/end-others")
@login_required
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere but here."""
    gateway.accounts.end_other_sessions()
    flash(_("You are logged out everywhere else."), "success")
    return redirect(url_for("profile.sessions"), 303)
