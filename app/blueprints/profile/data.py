"""All that is kept of somebody: to be looked at, taken away, and deleted."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import session_user
from app.blueprints.profile.forms import DeletionForm
from app.blueprints.profile.views import bp
from app.extensions import gateway
from app.passing import passed_on
from app.session_user import login_required


@bp.get("/data")
@login_required
def data() -> ResponseReturnValue:
    """Offer what is kept as a download, and its deletion."""
    return render_template("profile/data.html")


@bp.route("/delete", methods=["GET", "POST"])
@login_required
def delete() -> ResponseReturnValue:
    """Ask for the password, and delete the account with all that belongs to it."""
    form = DeletionForm()
    if form.validate_on_submit():
        with form.showing_refusals():
            gateway.accounts.delete(password=form.password.data)
            session_user.forget()
            flash(_("Your account and all your files are deleted. Farewell."), "success")
            return redirect(url_for("home.index"), 303)
    return form.page("profile/delete.html")


@bp.get("/data/download")
@login_required
def download_data() -> ResponseReturnValue:
    """Send all that is kept as one zip, made on the way."""
    return passed_on(gateway.accounts.open_export())


@bp.get("/statistics")
@login_required
def statistics() -> ResponseReturnValue:
    """Show what was done so far."""
    done = gateway.accounts.statistics()
    most_jobs = max((each.jobs_done for each in done.services), default=0)
    # Without any job, bars are measured against one.
    return render_template("profile/statistics.html", statistics=done, most_jobs=most_jobs or 1)
