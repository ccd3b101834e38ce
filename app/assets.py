"""Styles, scripts, fonts and pictures: compressed, and cached by browsers for ever.

Style sheets that a page needs together come as one (`app.stylesheets`).

The address of every asset begins with a hash over the whole folder, ``/static/3f9c…/css/``.
So modules, style sheets and sprites can name each other by relative address, and no asset
needs a build step to be immutable.
"""

import hashlib
import io
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from wsgiref.headers import Headers

import brotli  # type: ignore[import-untyped] # the library has no types
from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise
from whitenoise.responders import Response, StaticFile

from app import stylesheets

COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".webmanifest", ".txt")


def init_app(app: Flask, folder: Path) -> None:
    """Serve `folder` and give templates `asset("css/base.css")`, an asset's address."""
    # With the debugger, files change between requests, and nothing may be kept.
    version = "debug" if app.debug else tree_hash(folder)
    prefix = f"/static/{version}/"
    app.jinja_env.globals["asset"] = lambda name: prefix + name
    app.jinja_env.globals["styles"] = lambda *names: Markup(
        '<link rel="stylesheet" href="{}">'
    ).format(prefix + stylesheets.address(names))
    app.wsgi_app = Assets(  # type: ignore[method-assign] # Flask's own way to add middleware
        app.wsgi_app,
        root=folder,
        prefix=prefix,
        autorefresh=app.debug,
        max_age=0,
        allow_all_origins=False,
        immutable_file_test=lambda path, url: not app.debug,
        add_headers_function=_add_headers,
        mimetypes={".webmanifest": "application/manifest+json", "license": "text/plain"},
    )


def tree_hash(folder: Path) -> str:
    """Return twelve hex digits that change with any name or byte below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:12]


class Assets(WhiteNoise):  # type: ignore[misc] # the library has no types
    """WhiteNoise that compresses for itself instead of looking for compressed files."""

    def __init__(self, application: object, root: Path, prefix: str, **options: object) -> None:
        super().__init__(application, root=root, prefix=prefix, **options)
        self._root, self._prefix = root, prefix
        # An address may name any sheets in any order; the pages name some twenty such rows.
        kept = 0 if self.autorefresh else 128
        self._bundle = lru_cache(maxsize=kept)(self._make_bundle)

    def __call__(
        self, environ: dict[str, str], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        """Serve an asset, or have the application answer."""
        path = environ.get("PATH_INFO", "")
        in_css = path.rpartition("/")[0] == f"{self._prefix}{stylesheets.FOLDER}"
        bundle = self._bundle(path) if in_css else None
        served: Iterable[bytes] = (
            super().__call__(environ, start_response)
            if bundle is None
            else self.serve(bundle, environ, start_response)
        )
        return served

    def _make_bundle(self, path: str) -> "CompressedFile | None":
        bundle = stylesheets.bundle(self._root, path.removeprefix(self._prefix))
        if bundle is None:
            return None
        self.add_cache_headers(bundle.headers, "", path)
        _add_headers(bundle.headers, path, path)
        return CompressedFile(bundle, lambda: bundle.content)

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, object] | None = None
    ) -> "StaticFile | CompressedFile":
        """Return what serves the file at `path`."""
        plain: StaticFile = super().get_static_file(path, url, stat_cache)
        if not path.endswith(COMPRESSIBLE):
            return plain
        return CompressedFile(plain, Path(path).read_bytes)


class CompressedFile:
    """A file that is sent compressed with brotli to whoever takes that."""

    def __init__(self, plain: StaticFile | stylesheets.Bundle, read: Callable[[], bytes]) -> None:
        self._plain = plain
        self._read = read

    @cached_property
    def _compressed(self) -> bytes:
        # Once per process and file, at its first request: 0.1 s for the largest script.
        compressed: bytes = brotli.compress(self._read(), quality=11)
        return compressed

    def get_response(self, method: str, environ: dict[str, str]) -> Response:
        """Return the answer to a request with this method and WSGI environment."""
        plain = self._plain.get_response(method, environ)
        takes_brotli = "br" in environ.get("HTTP_ACCEPT_ENCODING", "")
        if plain.status != 200 or not takes_brotli:
            return plain
        if plain.file is not None:
            plain.file.close()
        headers = Headers(list(plain.headers))
        headers["Content-Length"] = str(len(self._compressed))
        headers["Content-Encoding"] = "br"
        file = io.BytesIO(self._compressed) if method == "GET" else None
        return Response(plain.status, headers.items(), file)


def _add_headers(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    if path.endswith(COMPRESSIBLE):
        headers["Vary"] = "Accept-Encoding"
    # A picture opened by itself is a document: it may style itself and nothing else.
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
