"""Several style sheets at one address: fewer requests stand before a page's first picture.

``css/tokens+base+components.site.css`` is `css/tokens.css`, `css/base.css` and
`css/components/site.css`, one behind the other. Nothing is built or stored beforehand.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from wsgiref.headers import Headers

from whitenoise.responders import NOT_ALLOWED_RESPONSE, Response

FOLDER = "css"
ADDRESS = re.compile(r"css/((?:[a-z_-]+\.)?[a-z_-]+(?:\+(?:[a-z_-]+\.)?[a-z_-]+){0,30})\.css")
URL = re.compile(r'url\("([^":]+)"\)')


def address(names: Sequence[str]) -> str:
    """Return the address, below that of all assets, of sheets such as "components/media"."""
    return f"{FOLDER}/{'+'.join(name.replace('/', '.') for name in names)}.css"


def bundle(root: Path, path: str) -> "Bundle | None":
    """Return the sheets that `path` names, None if there is no such row of sheets."""
    named = ADDRESS.fullmatch(path)
    if not named:
        return None
    sheets = [f"{FOLDER}/{name.replace('.', '/')}.css" for name in named[1].split("+")]
    if not all((root / sheet).is_file() for sheet in sheets):
        return None
    return Bundle("".join(_moved((root / sheet).read_text(), sheet) for sheet in sheets).encode())


def _moved(text: str, sheet: str) -> str:
    """Return a sheet's text with its addresses as they are seen from `FOLDER`."""
    return URL.sub(
        lambda url: f'url("{relpath(normpath(join(dirname(sheet), url[1])), FOLDER)}")', text
    )


class Bundle:
    """Several sheets, as WhiteNoise serves a file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.etag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
        self.headers = Headers([("ETag", self.etag)])

    def get_response(self, method: str, environ: dict[str, str]) -> Response:
        """Return the answer to a request with this method and WSGI environment."""
        if method not in {"GET", "HEAD"}:
            return NOT_ALLOWED_RESPONSE
        headers = Headers(list(self.headers.items()))
        if environ.get("HTTP_IF_NONE_MATCH") == self.etag:
            return Response(HTTPStatus.NOT_MODIFIED, headers.items(), None)
        headers["Content-Type"] = 'text/css; charset="utf-8"'
        headers["Content-Length"] = str(len(self.content))
        file = io.BytesIO(self.content) if method == "GET" else None
        return Response(HTTPStatus.OK, headers.items(), file)
