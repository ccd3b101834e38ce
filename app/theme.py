"""The theme, in a cookie: the first byte of a page has it, whoever is or is not logged in."""

from flask import Response

from app.cookies import keep_choice

THEMES = ("light", "dark")


def keep(response: Response, chosen: str) -> Response:
    """Keep `chosen` in the visitor's browser; any other word follows the system again."""
    return keep_choice(response, "theme", chosen, THEMES)
