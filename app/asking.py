"""What kind of answer the present request asks for; a whole page, if neither."""

from flask import request


def asks_for_fragment() -> bool:
    """Tell whether a script will put the answer into a page that is already there."""
    return "HX-Request" in request.headers


def asks_for_data() -> bool:
    """Tell whether a program reads the answer: JSON was named, or tus is spoken."""
    named = "application/json" in request.accept_mimetypes.values()
    return named or "Tus-Resumable" in request.headers
