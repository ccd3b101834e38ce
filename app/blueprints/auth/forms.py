from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired

from app.forms import (
    SHORT,
    GatewayForm,
    current_password_field,
    email_field,
    login_field,
    name_field,
    new_password_field,
    repeat_password_field,
)


class RegistrationForm(GatewayForm):
    """A wish for an account."""

    username = StringField(
        _("Username"),
        [InputRequired(_("Please choose a username.")), SHORT],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    email = email_field(
        _("For a link when you have lost your password, and mails that you ask for.")
    )
    first_name = name_field(_("First name"), "given")
    last_name = name_field(_("Last name"), "family")
    password = new_password_field(_("Password"))
    repeat_password = repeat_password_field(_("Repeat password"))


class LoginForm(GatewayForm):
    """A log-in by username or e-mail address."""

    login = login_field()
    password = current_password_field(_("Password"))
    remember = BooleanField(
        _("Remember me"),
        description=_("Stay logged in on this device after the browser is closed."),
    )


class ForgotPasswordForm(GatewayForm):
    """A wish for a link to set a new password."""

    login = login_field()


class ResetPasswordForm(GatewayForm):
    """A new password, allowed by the link that was mailed."""

    password = new_password_field(_("New password"))
    repeat_password = repeat_password_field(_("Repeat new password"))
