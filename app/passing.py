"""Files on their way from the gateway to the browser, with what both say about parts of them."""

from flask import Response, request

from app.gateway.streams import Download

# What a browser says to get a part of a file, or to learn that its copy is still good.
RANGE_HEADERS = ("Range", "If-Range", "If-None-Match", "If-Modified-Since")


def range_headers() -> dict[str, str]:
    """Return what the browser says about the part it wants."""
    return {name: request.headers[name] for name in RANGE_HEADERS if name in request.headers}


def passed_on(opened: Download) -> Response:
    """Return the answer that hands on the bytes of `opened`, block by block."""
    response = Response(opened, opened.status, opened.headers, direct_passthrough=True)
    # A HEAD tells the length of bytes that it does not send.
    response.automatically_set_content_length = False
    if "Content-Type" not in opened.headers:
        del response.headers["Content-Type"]
    # Kept by the browser, asked for again each time: seeking must not load a file twice.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
