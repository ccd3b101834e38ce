"""The bytes of a file as an HTTP answer: ranges, validators, and how browsers may use them."""

import json
import re
from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.gateway.context import Context
from backend.gateway.database.models import File, Preview
from backend.gateway.files.content_range import Representation, select, strong_etag
from backend.gateway.problems import NotFound, Problem

Disposition = Literal["inline", "attachment"]

# What a browser may show by itself: nothing in these can carry script.
_INLINE = re.compile(r"(video|audio)/[a-z0-9.+-]+|image/(avif|bmp|gif|heic|jpeg|jxl|png|tiff|webp)")
# Previews may also be data; browsers show these as text, if at all.
_DATA = frozenset({"application/json", "text/plain", "text/vtt"})
# The bytes of an id never change; who may read them can (deleted, logged out).
_CACHE = "private, no-cache"


class RangeNotSatisfiable(Problem):
    """The range begins beyond the end."""

    status = 416
    code = "range_not_satisfiable"
    message = "The file ends before the range that was asked for."


class _Bytes(StreamingResponse):
    """Streams a blob; for HEAD, only tells about it. Otherwise it would be read for nobody."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "HEAD":
            return await super().__call__(scope, receive, send)
        return await Response(status_code=self.status_code, headers=dict(self.headers))(
            scope, receive, send
        )


def of_file(
    context: Context,
    headers: Mapping[str, str],
    file: File,
    disposition: Disposition,
    known_as: str = "",
) -> Response:
    """Return a file's bytes, or the part that `headers` ask for.

    `known_as` stands in the tag for the file's id, for readers who are not to learn it.
    """
    etag = strong_etag(known_as or file.id, file.size_bytes)
    what = Representation(file.size_bytes, etag, file.created_at)
    shown = disposition == "inline" and _INLINE.fullmatch(file.media_type) is not None
    return _answer(
        context,
        headers,
        file.blob_key,
        what,
        {
            "Content-Type": file.media_type if shown else "application/octet-stream",
            "Content-Disposition": content_disposition(
                "inline" if shown else "attachment", file.name
            ),
        },
    )


def of_poster(context: Context, headers: Mapping[str, str], file: File) -> Response:
    """Return a file's poster; raise `NotFound` while there is none."""
    size_bytes = context.storage.size(file.poster_key) if file.poster_key else None
    if file.poster_key is None or size_bytes is None:
        raise NotFound()
    what = Representation(size_bytes, strong_etag(f"{file.id}-p", size_bytes), file.created_at)
    # A service may say anything; what is no picture is not called one.
    is_picture = _INLINE.fullmatch(file.poster_type)
    media_type = file.poster_type if is_picture else "application/octet-stream"
    return _answer(context, headers, file.poster_key, what, {"Content-Type": media_type})


def of_preview(context: Context, headers: Mapping[str, str], preview: Preview) -> Response:
    """Return an artefact that shows a file; what it tells besides is in `Preview-Facts`."""
    etag = strong_etag(f"{preview.id}-{preview.attempt}", preview.size_bytes)
    what = Representation(preview.size_bytes, etag, preview.made_at)
    harmless = _INLINE.fullmatch(preview.media_type) or preview.media_type in _DATA
    return _answer(
        context,
        headers,
        preview.blob_key,
        what,
        {
            "Content-Type": preview.media_type if harmless else "application/octet-stream",
            "Preview-Facts": json.dumps(preview.facts),
        },
    )


def of_blob(
    context: Context, headers: Mapping[str, str], key: str, tag: str, media_type: str
) -> Response:
    """Return a blob that never changes and is named by `tag`; raise `NotFound`."""
    blob = context.storage.look(key)
    if blob is None:
        raise NotFound()
    what = Representation(blob.size_bytes, strong_etag(tag, blob.size_bytes), blob.modified_at)
    return _answer(context, headers, key, what, {"Content-Type": media_type})


def content_disposition(disposition: Disposition, name: str) -> str:
    """Return the header for a name of any characters (RFC 6266, RFC 8187).

    `filename` is for clients that read nothing else, and plain ASCII.
    """
    plain = "".join(
        character if " " <= character <= "~" and character not in '"\\%/' else "_"
        for character in name
    )
    return f"{disposition}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _answer(
    context: Context,
    asked: Mapping[str, str],
    key: str,
    what: Representation,
    headers: dict[str, str],
) -> Response:
    selection = select(asked, what)
    headers = {
        **what.headers(),
        **headers,
        "Cache-Control": _CACHE,
        # Should a browser show it against all advice, it may do nothing.
        "Content-Security-Policy": "sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    if selection.status == 304:
        del headers["Content-Type"]
        return Response(status_code=304, headers=headers)
    if selection.status == 416:
        raise RangeNotSatisfiable(headers={"Content-Range": f"bytes */{what.size_bytes}"})
    if selection.status == 206:
        last = selection.end - 1
        headers["Content-Range"] = f"bytes {selection.start}-{last}/{what.size_bytes}"
    headers["Content-Length"] = str(selection.length)
    return _Bytes(
        context.storage.stream(key, selection.start, selection.end),
        status_code=selection.status,
        headers=headers,
    )
