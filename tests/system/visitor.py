"""A person with a browser that shows no pictures: forms are filled in and sent as they stand."""

import html
import re
import secrets
from pathlib import Path

import requests

from tests.system import tus


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
        answer = self.http.get(self.url + page, timeout=60)
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
        headers = {"X-CSRFToken": self.csrf_token("/video/"), "Referer": self.url}
        return tus.upload(self.http, f"{self.url}/uploads/", path, "video", headers)
