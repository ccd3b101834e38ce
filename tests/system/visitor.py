"""A person with a browser that shows no pictures: forms are filled in and sent as they stand."""

import base64
import html
import re
import secrets
from pathlib import Path

import requests

from tests.system.api_user import TUS


class Visitor:
    """A visitor of the frontend."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False
        self.name = f"visitor-{secrets.token_hex(4)}"
        self.password = secrets.token_urlsafe(12)

    def csrf_token(self, page: str) -> str:
        """Return the token that a page's forms carry."""
        answer = self.http.get(self.url + page, timeout=10)
        answer.raise_for_status()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
        assert found, f"no form on {page}"
        return html.unescape(found[1])

    def send(self, page: str, action: str = "", **fields: str) -> requests.Response:
        """Fill in the form on `page` and send it to `action` (default: the page itself)."""
        data = {"csrf_token": self.csrf_token(page), **fields}
        answer = self.http.post(
            self.url + (action or page), data=data, headers={"Referer": self.url}, timeout=30
        )
        answer.raise_for_status()
        return answer

    def register(self) -> None:
        """Make the account and be logged in."""
        self.send(
            "/register",
            username=self.name,
            email=f"{self.name}@example.org",
            password=self.password,
            repeat_password=self.password,
        )

    def upload(self, path: Path) -> str:
        """Upload a video as the page's script does, in one piece; return the file's id."""
        headers = {**TUS, "X-CSRFToken": self.csrf_token("/video/"), "Referer": self.url}
        metadata = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in {"filename": path.name, "service": "video"}.items()
        )
        made = self.http.post(
            f"{self.url}/uploads/",
            headers={
                **headers,
                "Upload-Length": str(path.stat().st_size),
                "Upload-Metadata": metadata,
            },
            timeout=10,
        )
        made.raise_for_status()
        with path.open("rb") as body:
            sent = self.http.patch(
                self.url + made.headers["Location"],
                data=body,
                headers={
                    **headers,
                    "Upload-Offset": "0",
                    "Content-Type": "application/offset+octet-stream",
                },
                timeout=300,
            )
        sent.raise_for_status()
        return sent.headers["Upload-File"]
