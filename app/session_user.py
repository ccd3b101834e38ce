"""Who is logged in, as the signed session cookie says.

The cookie holds the gateway's opaque session token. Whether it still holds is found out by
the page's own call: the gateway answers 401, and `forget` and `ask_to_log_in` follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import (
    abort,
    after_this_request,
    flash,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user

from app import locales, news, request_log, theme
from app.asking import asks_for_data, asks_for_fragment
from app.extensions import login_manager
from app.gateway.accounts import Account, NewSession
from app.gateway.transport import Caller
from app.security import safe_path

P = ParamSpec("P")

# Long enough for every real browser; the gateway keeps less.
AGENT_LENGTH = 300


@dataclass(frozen=True)
class User:
    """Flask-Login's user: all that pages show of a person without asking the gateway.

    `language` is empty where the browser decides, `avatar` where there is no picture.
    """

    id: str
    username: str
    token: str
    language: str = ""
    avatar: str = ""
    initials: str = ""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """Return what Flask-Login keeps in the session."""
        return self.id


def open_to_all(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Declare that everybody may see this view."""
    vars(view)["access"] = "open"
    return view


def login_required(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Declare that only people who are logged in may see this view; others log in first."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if not current_user.is_authenticated:
            return ask_to_log_in(_("Please log in to see this page."))
        return view(*args, **kwargs)

    vars(guarded)["access"] = "login"
    return guarded


def remember(new_session: NewSession, *, permanent: bool) -> None:
    """Log the visitor in; the cookie outlives the browser only if `permanent`.

    What an earlier session held is dropped, so that nobody can plant a session beforehand.
    """
    session.clear()
    session.permanent = permanent
    session["token"] = new_session.token
    account = new_session.account
    note(account)
    if account.theme:
        after_this_request(lambda response: theme.keep(response, account.theme))


def note(account: Account) -> None:
    """Keep what pages show of an account, as it is from now on."""
    session["username"] = account.username
    session["language"] = account.language
    session["avatar"] = account.avatar
    names = account.first_name[:1] + account.last_name[:1]
    session["initials"] = (names or account.username[:2]).upper()
    login_user(_user(account.id))


def forget() -> None:
    """Log the visitor out here; the gateway's session is another matter."""
    logout_user()
    session.clear()


def ask_to_log_in(reason: str) -> ResponseReturnValue:
    """Return the way to the login page, from where people come back to this one.

    Programs do not log in on pages: raises `Unauthorized` for them.
    """
    if asks_for_data():
        abort(401)
    if asks_for_fragment():
        page = safe_path(urlsplit(request.headers.get("HX-Current-URL", "")).path)
        return "", 401, {"HX-Redirect": url_for("auth.login", next=page)}
    flash(reason, "info")
    return redirect(url_for("auth.login", next=_page_to_come_back_to()), 303)


def current_caller() -> Caller:
    """Return on whose behalf the present request calls the gateway."""
    if not has_request_context():
        return Caller()
    return Caller(
        token=session.get("token", ""),
        request_id=request_log.request_number(),
        address=request.remote_addr or "",
        language=locales.spoken(),
        agent=request.user_agent.string[:AGENT_LENGTH],
        shows_news=news.will_be_seen(),
    )


def _page_to_come_back_to() -> str | None:
    if request.method in {"GET", "HEAD"}:
        return safe_path(request.full_path.rstrip("?"))
    # A form cannot be sent again by a link; the page that held it can be shown again.
    return safe_path(urlsplit(request.referrer or "").path)


def _load_user(account_id: str) -> User | None:
    if "token" not in session:
        return None
    return _user(account_id)


def _user(account_id: str) -> User:
    return User(
        account_id,
        session["username"],
        session["token"],
        language=session.get("language", ""),
        avatar=session.get("avatar", ""),
        initials=session.get("initials") or session["username"][:2].upper(),
    )


login_manager.user_loader(_load_user)
# A phone that changes its network is still the same person.
login_manager.session_protection = None
