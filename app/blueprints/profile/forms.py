from typing import ClassVar

from flask_babel import lazy_gettext as _
from wtforms import BooleanField

from app.forms import (
    GatewayForm,
    current_password_field,
    email_field,
    name_field,
    new_password_field,
    repeat_password_field,
)


class ProfileForm(GatewayForm):
    """Names."""

    first_name = name_field(_("First name"), "given")
    last_name = name_field(_("Last name"), "family")


class EmailForm(GatewayForm):
    """Another e-mail address, allowed by the password."""

    email = email_field()
    password = current_password_field(_("Password"))


class DeletionForm(GatewayForm):
    """The end of an account, allowed by the password."""

    password = current_password_field(_("Password"))


class PasswordForm(GatewayForm):
    """A new password, allowed by the old one."""

    gateway_names: ClassVar = {"password": "new_password"}

    old_password = current_password_field(_("Old password"))
    password = new_password_field(_("New password"))
    repeat_password = repeat_password_field(_("Repeat new password"))


class NotificationsForm(GatewayForm):
    """How somebody wants to hear of ended work."""

    mail_when_done = BooleanField(_("Send me an e-mail when work took longer than ten minutes"))
