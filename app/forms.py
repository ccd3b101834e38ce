"""The form that every other inherits: it asks the gateway and shows what that refuses."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from app.explanations import explain_gateway_error
from app.gateway.errors import (
    Forbidden,
    GatewayError,
    GatewayRefusal,
    NotAuthenticated,
    NotFound,
)
from app.wording import told

Text = str | LazyString

# The gateway has rules of its own; these keep novels from travelling.
SHORT = Length(max=200, message=_("This is too long."))
PASSWORD_LENGTH = Length(max=1000, message=_("This is too long."))


class GatewayForm(FlaskForm):  # type: ignore[misc] # the library has no types
    """A form whose values the gateway judges; itself it checks only their shape.

    `gateway_names` gives the gateway's name of a field where it differs from ours.
    """

    gateway_names: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self._status = 200
        self._headers: dict[str, str] = {}

    @contextmanager
    def showing_refusals(self) -> Iterator[None]:
        """Put what the gateway refuses inside the block on the form, with all values kept.

        What no form can explain (logged out, not found, not allowed) goes on its way.
        """
        try:
            yield
        except (NotAuthenticated, NotFound, Forbidden):
            raise
        except GatewayError as error:
            self._take_up(error)

    def page(self, template: str, **context: object) -> ResponseReturnValue:
        """Return `template` with this form, under the status that fits the errors in it."""
        status = self._status if self._status != 200 or not self.errors else 422
        return render_template(template, form=self, **context), status, self._headers

    def _take_up(self, error: GatewayError) -> None:
        explanation = explain_gateway_error(error)
        self._status = explanation.status
        if explanation.retry_after_seconds:
            self._headers["Retry-After"] = str(explanation.retry_after_seconds)
        problems = error.fields if isinstance(error, GatewayRefusal) else {}
        if not problems:
            self.form_errors.append(explanation.text)
        ours = {theirs: name for name, theirs in self.gateway_names.items()}
        for theirs, problem in problems.items():
            name = ours.get(theirs, theirs)
            if name in self:
                self[name].errors = [*self[name].errors, told(problem.message)]
            else:
                self.form_errors.append(told(problem.message))


def name_field(label: Text, part: str) -> StringField:
    """Return an optional field for a `part` of a name: "given" or "family"."""
    return StringField(label, [SHORT], default="", render_kw={"autocomplete": f"{part}-name"})


def email_field(description: Text = "") -> EmailField:
    """Return a field for an e-mail address."""
    return EmailField(
        _("E-mail"),
        [InputRequired(_("Please give your e-mail address.")), SHORT],
        description=description,
        render_kw={"autocomplete": "email"},
    )


def login_field() -> StringField:
    """Return the field by which people say who they are."""
    return StringField(
        _("Username or e-mail"),
        [InputRequired(_("Please give your username or e-mail address.")), SHORT],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def current_password_field(label: Text) -> PasswordField:
    """Return a field that password managers fill with the password they know."""
    return PasswordField(
        label,
        [InputRequired(_("Please give your password.")), PASSWORD_LENGTH],
        render_kw={"autocomplete": "current-password"},
    )


def new_password_field(label: Text) -> PasswordField:
    """Return a field for which password managers offer a new password."""
    return PasswordField(
        label,
        [InputRequired(_("Please choose a password.")), PASSWORD_LENGTH],
        description=_("At least 10 characters. A sentence only you would say is a good one."),
        render_kw={"autocomplete": "new-password"},
    )


def repeat_password_field(label: Text) -> PasswordField:
    """Return a field that must hold the same as the field `password`."""
    return PasswordField(
        label,
        [
            InputRequired(_("Please type the password again.")),
            EqualTo("password", _("The two passwords are not the same.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )
