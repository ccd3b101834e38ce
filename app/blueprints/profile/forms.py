from typing import ClassVar

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
    """Names and e-mail address."""

    first_name = name_field("First name", "given")
    last_name = name_field("Last name", "family")
    email = email_field()


class PasswordForm(GatewayForm):
    """A new password, allowed by the old one."""

    gateway_names: ClassVar = {"password": "new_password"}

    old_password = current_password_field("Old password")
    password = new_password_field("New password")
    repeat_password = repeat_password_field("Repeat new password")


class NotificationsForm(GatewayForm):
    """How somebody wants to hear of ended work."""

    mail_when_done = BooleanField("Send me an e-mail when work took longer than ten minutes")
