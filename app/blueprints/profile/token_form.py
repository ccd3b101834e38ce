from typing import ClassVar

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired

from app.forms import SHORT, GatewayForm

# The gateway's scopes, in words.
SCOPES = {
    "account:read": _("See the profile and the achievements"),
    "files:read": _("List, look at and download files"),
    "files:write": _("Upload, rename, share and delete files"),
    "jobs:read": _("See jobs and how far they are"),
    "jobs:write": _("Plan, start and cancel jobs"),
}


class TokenForm(GatewayForm):
    """A token that is wanted."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Please give the token a name.")), SHORT],
        description=_("To know it again, such as: backup script on the old laptop."),
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        _("What it may do"),
        [InputRequired(_("Please choose something that the token may do."))],
        choices=[SelectChoice(scope, meaning) for scope, meaning in SCOPES.items()],
    )
    lifetime = SelectField(
        _("It works for"),
        choices=[
            SelectChoice("7", _("7 days")),
            SelectChoice("30", _("30 days")),
            SelectChoice("90", _("90 days")),
            SelectChoice("365", _("365 days")),
        ],
        default="30",
    )
    gateway_names: ClassVar[dict[str, str]] = {"lifetime": "lifetime_days"}
