"""As much of Telegram's Bot API as a bot needs, on this machine; and a person who writes to it."""

import json
import queue
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456:a-token-of-telegram"
BOT = {"id": 99, "is_bot": True, "first_name": "Converter", "username": "converter_bot"}


@dataclass
class Said:
    """Something the bot said or did, by the method it called."""

    method: str
    fields: dict[str, str]
    files: dict[str, tuple[str, bytes]]

    @property
    def text(self) -> str:
        return self.fields.get("text", "")

    def buttons(self) -> dict[str, str]:
        """Return what the buttons below a message send, by what stands on them."""
        rows = json.loads(self.fields.get("reply_markup", "{}")).get("inline_keyboard", [])
        return {button["text"]: button["callback_data"] for row in rows for button in row}


@dataclass
class Telegram:
    """The server's side: updates that wait for the bot, what the bot said, files to fetch."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    happened: threading.Condition = field(default_factory=threading.Condition)
    said: "queue.Queue[Said]" = field(default_factory=queue.Queue)
    files: dict[str, bytes] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    url: str = ""

    def send_file(self, name: str, content: bytes, user: int = 7, size: int | None = None) -> None:
        """Have somebody send a file."""
        number = next(self.numbers)
        self.files[f"f{number}"] = content
        document = {
            "file_id": f"f{number}",
            "file_unique_id": f"u{number}",
            "file_name": name,
            "file_size": len(content) if size is None else size,
        }
        self._happens(message=self.message(user, document=document))

    def press(self, data: str, user: int = 7) -> None:
        """Have somebody press a button."""
        self._happens(
            callback_query={
                "id": str(next(self.numbers)),
                "from": _person(user),
                "chat_instance": "c",
                "data": data,
                "message": {**self.message(user), "from": BOT, "message_id": 50},
            }
        )

    def message(self, user: int, **content: object) -> dict[str, Any]:
        return {
            "message_id": next(self.numbers),
            "date": 1_800_000_000,
            "chat": {"id": user, "type": "private"},
            "from": _person(user),
            **content,
        }

    def hears(self, method: str, pattern: str = "", seconds: float = 60.0) -> Said:
        """Return the next thing the bot does by `method` whose text matches."""
        others: list[Said] = []
        while True:
            try:
                said = self.said.get(timeout=seconds)
            except queue.Empty:
                raise AssertionError(f"heard nothing like {pattern!r}, only {others}") from None
            if said.method == method and re.search(pattern, said.text):
                return said
            others.append(said)

    def _happens(self, **what: object) -> None:
        with self.happened:
            self.updates.append({"update_id": next(self.numbers), **what})
            self.happened.notify_all()

    def _waiting(self, offset: int) -> list[dict[str, Any]]:
        """Return what the bot has not confirmed yet, by an `offset` behind it."""
        with self.happened:
            self.updates = [each for each in self.updates if each["update_id"] >= offset]
            if not self.updates:
                self.happened.wait(0.2)
            return [*self.updates]

    def answer(self, said: Said) -> object:
        """Return the result of a call of the bot's."""
        if said.method == "getUpdates":
            return self._waiting(int(said.fields.get("offset") or 0))
        if said.method == "getMe":
            return BOT
        if said.method == "getFile":
            file_id = said.fields["file_id"]
            return {"file_id": file_id, "file_unique_id": "u", "file_path": f"documents/{file_id}"}
        self.said.put(said)
        if said.method in {"sendMessage", "editMessageText", "sendDocument"}:
            return self.message(int(said.fields["chat_id"]), text=said.text)
        return True


def _person(user: int) -> dict[str, Any]:
    return {"id": user, "is_bot": False, "first_name": "Ada"}


@contextmanager
def fake_telegram() -> Iterator[Telegram]:
    """Serve the API for the block."""
    telegram = Telegram()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            place, _, method = self.path.rpartition("/")
            assert place == f"/bot{TOKEN}", self.path
            said = Said(method, *_form(self.headers["Content-Type"] or "", body))
            self._answer(json.dumps({"ok": True, "result": telegram.answer(said)}).encode())

        def do_GET(self) -> None:
            self._answer(telegram.files[self.path.rpartition("/")[2]])

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    telegram.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield telegram
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _form(kind: str, body: bytes) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """Return the fields and files of a form, urlencoded or multipart."""
    if not kind.startswith("multipart/"):
        return dict(parse_qsl(body.decode())), {}
    form = message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + body, policy=HTTP)
    fields: dict[str, str] = {}
    files: dict[str, tuple[str, bytes]] = {}
    for part in form.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        filename = part.get_filename()
        if filename is None:
            fields[name] = content.decode()
        else:
            files[name] = (filename, content)
    return fields, files
