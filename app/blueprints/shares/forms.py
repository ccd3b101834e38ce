from typing import ClassVar

from flask_babel import lazy_gettext as _
from wtforms import SelectChoice, SelectField

from app.forms import GatewayForm

DAY_SECONDS = 24 * 3600
UNTIL_WITHDRAWN = "until-withdrawn"
LIFETIMES = [
    SelectChoice(str(DAY_SECONDS), _("One day")),
    SelectChoice(str(7 * DAY_SECONDS), _("One week")),
    SelectChoice(str(30 * DAY_SECONDS), _("30 days")),
    SelectChoice(UNTIL_WITHDRAWN, _("Until I withdraw it")),
]


class ShareForm(GatewayForm):
    """How long a new link shall work."""

    lifetime = SelectField(_("The link works for"), choices=LIFETIMES, default=str(7 * DAY_SECONDS))
    gateway_names: ClassVar[dict[str, str]] = {"lifetime": "lifetime_seconds"}

    @property
    def lifetime_seconds(self) -> int | None:
        """Return the chosen lifetime, None for no end."""
        return None if self.lifetime.data == UNTIL_WITHDRAWN else int(self.lifetime.data)
