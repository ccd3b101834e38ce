"""Cookies that keep a choice of the visitor for pages to come, without anybody logged in."""

from collections.abc import Collection

from flask import Response, current_app

YEAR_SECONDS = 365 * 86_400


def keep_choice(response: Response, name: str, chosen: str, offered: Collection[str]) -> Response:
    """Keep `chosen` in the visitor's browser; forget what was kept if it is not `offered`."""
    if chosen in offered:
        response.set_cookie(
            name,
            chosen,
            max_age=YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    else:
        response.delete_cookie(name)
    return response
