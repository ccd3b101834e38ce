"""An object store on this machine, as presigned URLs reach it."""

import contextlib
import http.server
import threading
from collections.abc import Iterator
from typing import NamedTuple


class _Store(http.server.BaseHTTPRequestHandler):
    """An object store of one file: what was PUT can be fetched."""

    files: dict[str, bytes]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path.startswith("/silent"):
            self.close_connection = True
            return
        name = self.path.partition("?")[0]
        body = self.files.get(name)
        self.send_response(200 if body is not None else 404)
        announced = len(body or b"") * (2 if name == "/short" else 1)
        self.send_header("Content-Length", str(announced))
        self.end_headers()
        self.wfile.write(body or b"")
        self.close_connection = name == "/short"

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/forbidden":
            self.send_response(403)
        else:
            self.files[self.path.partition("?")[0]] = body
            self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


class Store(NamedTuple):
    """A running object store."""

    url: str
    files: dict[str, bytes]


@contextlib.contextmanager
def object_store(files: dict[str, bytes]) -> Iterator[Store]:
    """Serve `files`, which are found by their paths."""
    handler = type("Handler", (_Store,), {"files": files})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Store(f"http://127.0.0.1:{server.server_port}", files)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
