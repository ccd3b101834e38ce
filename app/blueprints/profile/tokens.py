"""Access tokens: made, listed, withdrawn."""

from flask import flash, redirect, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.profile.token_form import SCOPES, TokenForm
from app.blueprints.profile.views import bp
from app.extensions import gateway
from app.session_user import login_required


@bp.route("/tokens", methods=["GET", "POST"])
@login_required
def tokens() -> ResponseReturnValue:
    """Show the tokens; make another, which the next page shows once."""
    form = TokenForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            made = gateway.tokens.make(
                name=form.name.data,
                scopes=form.scopes.data,
                lifetime_days=int(form.lifetime.data),
            )
            session["made_token"] = made.token
            return redirect(url_for("profile.tokens"), 303)
    return form.page(
        "profile/tokens.html",
        made=session.pop("made_token", None),
        tokens=gateway.tokens.all(),
        scopes=SCOPES,
    )


@bp.post("/tokens/<token_id>/withdraw")
@login_required
def withdraw_token(token_id: str) -> ResponseReturnValue:
    """End a token."""
    gateway.tokens.withdraw(token_id)
    flash(_("The token is withdrawn. Nothing can be done with it any more."), "success")
    return redirect(url_for("profile.tokens"), 303)
