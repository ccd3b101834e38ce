"""How bytes travel to the gateway and back: the only module that performs I/O.

Everything goes through `Transport._perform`, which times and logs the call and
turns what `requests` raises into the errors of `app.gateway.errors`.
"""

import http.cookiejar
import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import requests

from app.gateway.addresses import without_secrets
from app.gateway.errors import (
    FieldProblem,
    GatewayBadResponse,
    GatewayError,
    GatewayTimedOut,
    GatewayUnavailable,
    Refusal,
    refusal_error,
)
from app.gateway.messages import decode
from app.gateway.streams import BlockAdapter, Download, PassedBody

logger = logging.getLogger(__name__)

# Seconds to connect and between two bytes. Pages wait briefly; the answer to the last byte
# of an upload comes only after the gateway has stored and probed the file.
JSON_TIMEOUT = (1.0, 5.0)
BODY_TIMEOUT = (3.0, 300.0)

# A list stands in the address once for each of its values.
Query = Mapping[str, str | int | Sequence[str]]


@dataclass(frozen=True)
class Caller:
    """On whose behalf a call is made. Empty strings are not sent.

    `language` is the code of the page's. `shows_news`: whether the answer will be seen, so
    that the gateway may send along what is told only once.
    """

    token: str = ""
    request_id: str = ""
    address: str = ""
    agent: str = ""
    language: str = ""
    shows_news: bool = False


@dataclass(frozen=True)
class Call:
    """One performed call, for logs and tests. `status` is 0 where no answer came."""

    method: str
    path: str
    status: int
    milliseconds: float


@dataclass(frozen=True)
class Answer:
    """An answer handed on as it came: of uploads, whose protocol the browser speaks itself."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Transport:
    """Performs calls to one gateway.

    `identify` tells on whose behalf a call is made at that moment; `observe` hears of
    each call that was performed, `hear` what an answer says was unlocked.
    """

    def __init__(
        self,
        base_url: str,
        frontend_key: str,
        identify: Callable[[], Caller] = Caller,
        observe: Callable[[Call], None] = lambda call: None,
        hear: Callable[[str], None] = lambda unlocked: None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._frontend_key = frontend_key
        self._identify = identify
        self._observe = observe
        self._hear = hear
        self._thread = threading.local()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        message: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> object:
        """Return the parsed JSON of the answer, None for an empty one.

        `message` is sent as JSON. Raises the errors of `app.gateway.errors`.
        """
        response = self._perform(
            method,
            path,
            query=query,
            body=None if message is None else json.dumps(message).encode(),
            headers={
                **({} if message is None else {"Content-Type": "application/json"}),
                **(headers or {}),
            },
        )
        return _parsed(response)

    def send_body(
        self,
        path: str,
        body: PassedBody,
        *,
        headers: Mapping[str, str],
        query: Query | None = None,
        method: str = "POST",
    ) -> object:
        """Send `body` unbuffered and return the parsed JSON of the answer.

        Raises `BodyInterrupted` when the visitor goes away, else as `call`.
        """
        return _parsed(
            self._perform(
                method, path, query=query, body=body, headers=headers, timeout=BODY_TIMEOUT
            )
        )

    def relay(
        self, method: str, path: str, body: PassedBody | None, headers: Mapping[str, str]
    ) -> Answer:
        """Return whatever the gateway answers, refusals too.

        Raises `GatewayUnavailable`, and `BodyInterrupted` when the visitor goes away.
        """
        response = self._perform(method, path, body=body, headers=headers, timeout=BODY_TIMEOUT)
        return Answer(response.status_code, response.headers, response.content)

    def open_download(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        query: Query | None = None,
    ) -> Download:
        """Return a download whose bytes have not been read yet.

        304, 412 and 416 belong to the protocol of ranges and are handed on; other refusals
        are raised as by `call`.
        """
        response = self._perform(
            method, path, query=query, headers=headers, timeout=BODY_TIMEOUT, stream=True
        )
        if response.status_code < 400 or response.status_code in {412, 416}:
            return Download(response)
        with response:
            raise _refused(response)

    def _perform(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: bytes | PassedBody | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: tuple[float, float] = JSON_TIMEOUT,
        stream: bool = False,
    ) -> requests.Response:
        started, status = time.perf_counter(), 0
        shown = without_secrets(path)
        try:
            response = self._session().request(
                method,
                self._base_url + path,
                params=query,
                data=body,
                headers={**self._identity(), **(headers or {})},
                timeout=timeout,
                stream=stream,
                allow_redirects=False,
            )
            status = response.status_code
        except requests.RequestException as error:
            # Not the error's own words: they repeat the address, which may hold a token.
            logger.warning("%s %s failed: %s", method, shown, type(error).__name__)
            cls = GatewayTimedOut if isinstance(error, requests.ReadTimeout) else GatewayUnavailable
            raise cls(f"{method} {shown}: {type(error).__name__}") from error
        finally:
            elapsed = (time.perf_counter() - started) * 1000
            logger.debug("%s %s answered %d in %.1f ms", method, shown, status, elapsed)
            self._observe(Call(method, shown, status, elapsed))
        if "X-Unlocked" in response.headers:
            self._hear(response.headers["X-Unlocked"])
        return response

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._thread, "session", None)
        if session is None:
            session = self._thread.session = requests.Session()
            # Proxies, .netrc and certificates of the environment are not meant for this way.
            session.trust_env = False
            # A jar that takes no cookies: a session is used for one visitor after the other.
            session.cookies.set_policy(http.cookiejar.DefaultCookiePolicy(allowed_domains=[]))
            session.mount("http://", BlockAdapter())
            session.mount("https://", BlockAdapter())
        return session

    def _identity(self) -> dict[str, str]:
        caller = self._identify()
        headers = {
            "Authorization": f"Bearer {caller.token}" if caller.token else "",
            "X-Request-ID": caller.request_id,
            "X-Frontend-Key": self._frontend_key,
            "X-Client-Address": caller.address,
            "X-Client-Agent": caller.agent.strip(),
            "X-Client-Language": caller.language,
            "X-Announce": "1" if caller.shows_news else "",
            # Bytes are handed on as they are; a compressed answer would have to be unpacked.
            "Accept-Encoding": "identity",
        }
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True)
class _Problem:
    code: str
    message: str
    fields: dict[str, FieldProblem]
    request_id: str


def _parsed(response: requests.Response) -> object:
    if response.status_code >= 300:
        raise _refused(response)
    if not response.content:
        return None
    try:
        return response.json()
    except ValueError as error:
        raise GatewayBadResponse(f"{response.status_code} without JSON") from error


def _refused(response: requests.Response) -> GatewayError:
    try:
        problem = decode(_Problem, response.json())
    except (ValueError, GatewayBadResponse):
        # Something between us and the gateway answers in its place.
        if response.status_code in {502, 503, 504}:
            return GatewayUnavailable(f"answered {response.status_code} without a problem")
        return GatewayBadResponse(f"answered {response.status_code} without a problem")
    if response.status_code >= 500 and response.status_code not in {503, 507}:
        return GatewayBadResponse(f"answered {response.status_code}: {problem}")
    wait = response.headers.get("Retry-After", "")
    return refusal_error(
        Refusal(
            status=response.status_code,
            code=problem.code,
            message=problem.message,
            fields=problem.fields,
            request_id=problem.request_id,
            retry_after_seconds=int(wait) if wait.isdecimal() else 0,
        )
    )
