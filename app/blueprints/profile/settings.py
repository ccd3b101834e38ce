"""Language and theme, wherever one logs in."""

from flask import flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext
from wtforms import RadioField, SelectChoice, SelectField

from app import locales, session_user, theme
from app.blueprints.profile.views import bp
from app.extensions import gateway
from app.forms import GatewayForm
from app.session_user import login_required


class SettingsForm(GatewayForm):
    """How pages speak and look."""

    language = SelectField(
        lazy_gettext("Language"),
        choices=[
            SelectChoice("", lazy_gettext("As my browser asks")),
            *(SelectChoice(each.code, each.title) for each in locales.LANGUAGES.values()),
        ],
    )
    theme = RadioField(
        lazy_gettext("Theme"),
        choices=[
            SelectChoice("", lazy_gettext("Like the system")),
            SelectChoice("light", lazy_pgettext("theme", "Light")),
            SelectChoice("dark", lazy_pgettext("theme", "Dark")),
        ],
    )


@bp.route("/settings", methods=["GET", "POST"])
@login_required
def settings() -> ResponseReturnValue:
    """Choose language and theme."""
    form = SettingsForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            account = gateway.accounts.change(language=form.language.data, theme=form.theme.data)
            session_user.note(account)
            flash(_("Your choice is saved."), "success")
            saved = make_response(redirect(url_for("profile.settings"), 303))
            return theme.keep(saved, account.theme)
    elif request.method == "GET":
        form = SettingsForm(obj=gateway.accounts.mine())
    return form.page("profile/settings.html")
