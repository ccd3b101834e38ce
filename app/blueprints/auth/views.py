import contextlib

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from app import session_user
from app.blueprints.auth.forms import (
    ForgotPasswordForm,
    LoginForm,
    RegistrationForm,
    ResetPasswordForm,
)
from app.extensions import gateway
from app.gateway.errors import GatewayError, NotFound
from app.security import safe_path
from app.session_user import open_to_all

bp = Blueprint("auth", __name__)

# What somebody may tell of themselves beside a password.
ABOUT = ("username", "email", "first_name", "last_name")


@bp.after_request
def _lead_on(response: Response) -> Response:
    """Tell the script of a dialog, which cannot see it, where a form that was taken leads."""
    if "Door" in request.headers and response.status_code == 303:
        response.status_code = 204
        response.headers["Door-Leads-To"] = response.headers.pop("Location")
        response.data = b""
    return response


@bp.route("/register", methods=["GET", "POST"])
@open_to_all
def register() -> ResponseReturnValue:
    """Make an account and log in with it."""
    if current_user.is_authenticated:
        return redirect(_destination(), 303)
    form = RegistrationForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            new_session = gateway.accounts.register(
                username=form.username.data,
                email=form.email.data,
                password=form.password.data,
                first_name=form.first_name.data,
                last_name=form.last_name.data,
            )
            session_user.remember(new_session, permanent=False)
            name = new_session.account.username
            flash(_("Welcome, %(name)s. Your account is ready.", name=name), "success")
            return redirect(_destination(), 303)
    return form.page("auth/register.html", next=safe_path(request.args.get("next")))


@bp.post("/password-strength")
@open_to_all
def password_strength() -> ResponseReturnValue:
    """Say how hard the password that is being typed is to guess; nothing if nobody knows."""
    about = {name: request.form.get(name, "")[:200] for name in ABOUT}
    try:
        strength = gateway.accounts.judge_password(request.form.get("password", ""), **about)
    except GatewayError:
        return "", 204
    return render_template("auth/_strength.html", strength=strength)


@bp.route("/login", methods=["GET", "POST"])
@open_to_all
def login() -> ResponseReturnValue:
    """Log in and go on to where the visitor wanted to go."""
    if current_user.is_authenticated:
        return redirect(_destination(), 303)
    form = LoginForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            new_session = gateway.accounts.log_in(
                login=form.login.data, password=form.password.data, remember=form.remember.data
            )
            session_user.remember(new_session, permanent=form.remember.data)
            return redirect(_destination(), 303)
    return form.page("auth/login.html", next=safe_path(request.args.get("next")))


@bp.post("/logout")
@open_to_all
def logout() -> ResponseReturnValue:
    """Log out here, and at the gateway if it can be reached."""
    with contextlib.suppress(GatewayError):
        gateway.accounts.log_out()
    session_user.forget()
    flash(_("You are logged out."), "success")
    return redirect(url_for("home.index"), 303)


@bp.route("/forgot-password", methods=["GET", "POST"])
@open_to_all
def forgot_password() -> ResponseReturnValue:
    """Ask for a link to set a new password."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.accounts.request_password_reset(login=form.login.data)
            return redirect(url_for("auth.forgot_password_sent"), 303)
    return form.page("auth/forgot_password.html")


@bp.get("/forgot-password/sent")
@open_to_all
def forgot_password_sent() -> ResponseReturnValue:
    """Say what happens next, the same for every login that was typed."""
    return render_template("auth/forgot_password_sent.html")


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@open_to_all
def reset_password(token: str) -> ResponseReturnValue:
    """Set a new password by a link that was mailed."""
    form = ResetPasswordForm()
    try:
        if form.validate_on_submit():
            with form.showing_refusals():
                gateway.accounts.reset_password(token, password=form.password.data)
                session_user.forget()
                flash(_("Your password is changed. Please log in with the new one."), "success")
                return redirect(url_for("auth.login"), 303)
        elif not form.is_submitted():
            gateway.accounts.check_reset_token(token)
    except NotFound:
        return render_template("auth/reset_link_invalid.html"), 404
    return form.page("auth/reset_password.html")


def _destination() -> str:
    return safe_path(request.args.get("next")) or url_for("video.index")
