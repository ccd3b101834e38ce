from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app import session_user
from app.blueprints.profile.devices import device_name
from app.blueprints.profile.forms import NotificationsForm, PasswordForm, ProfileForm
from app.extensions import gateway
from app.session_user import login_required

bp = Blueprint("profile", __name__, url_prefix="/profile")


@bp.get("/")
@login_required
def index() -> ResponseReturnValue:
    """Show names and e-mail address, to be changed in place."""
    account = gateway.accounts.mine()
    return ProfileForm(obj=account).page("profile/index.html", account=account)


@bp.post("/")
@login_required
def change() -> ResponseReturnValue:
    """Change names and e-mail address."""
    form = ProfileForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.accounts.change(
                email=form.email.data,
                first_name=form.first_name.data,
                last_name=form.last_name.data,
            )
            flash("Your profile is saved.", "success")
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
            flash("Your password is changed. All other sessions have ended.", "success")
            return redirect(url_for("profile.index"), 303)
    return form.page("profile/password.html")


@bp.route("/notifications", methods=["GET", "POST"])
@login_required
def notifications() -> ResponseReturnValue:
    """Choose how to hear of ended work."""
    form = NotificationsForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.accounts.mail_when_done(wanted=form.mail_when_done.data)
            flash("Your choice is saved.", "success")
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
    flash("That session has ended.", "success")
    return redirect(url_for("profile.sessions"), 303)


@bp.post("/sessions/end-others")
@login_required
def end_other_sessions() -> ResponseReturnValue:
    """Log out everywhere but here."""
    gateway.accounts.end_other_sessions()
    flash("You are logged out everywhere else.", "success")
    return redirect(url_for("profile.sessions"), 303)
