"""Mail: by SMTP, or as files in a folder while no server is set.

SMTP_URL is ``smtp://user:password@host:port`` (``?starttls`` to insist on
encryption) or ``smtps://…`` (encrypted from the start). A mail that cannot be
sent is logged and shows in the status; whoever caused it is told nothing,
because the answer must not depend on whether there was a mail to send.
"""

import contextlib
import logging
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

from backend.gateway.database.models import now
from config import ConfigurationError, GatewayConfig

SEND_SECONDS = 10.0

log = logging.getLogger("gateway.mail")


@dataclass(frozen=True)
class Mail:
    """A plain text to one person, in a language that is named by its code."""

    to: str
    subject: str
    text: str
    language: str = "en"


class MailError(Exception):
    """The mail server does not take mail; the message says why."""


class Mailer:
    """Sends mails, and knows whether it could."""

    def __init__(self, config: GatewayConfig) -> None:
        self._config = config
        self._server = urlsplit(config.smtp_url)
        if config.smtp_url and (
            self._server.scheme not in {"smtp", "smtps"} or not self._server.hostname
        ):
            raise ConfigurationError("SMTP_URL must be smtp://… or smtps://… with a host")

    def send(self, mail: Mail, *, link: str = "") -> None:
        """Send a mail, never raising. Outside production a link in it is logged, too."""
        try:
            message = self._message(mail)
            if self._config.smtp_url:
                with self._connection(SEND_SECONDS) as smtp:
                    smtp.send_message(message)
            else:
                self._write(message)
        except (MailError, OSError, ValueError) as error:
            # ValueError: an address that no header can carry.
            log.error("mail_failed subject=%r reason=%s", mail.subject, error)
            return
        log.info("mail_sent subject=%r", mail.subject)
        if link and self._config.app_env == "development":
            log.info("mail_link %s", link)

    def check(self, timeout_seconds: float) -> str:
        """Return how mail leaves here, in one sentence; raise `MailError` if it cannot."""
        if self._config.smtp_url:
            with self._connection(timeout_seconds) as smtp:
                smtp.noop()
            return f"Mail is sent through {self._server.hostname}."
        folder = self._config.outbox_dir
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MailError(f"the outbox cannot be made: {error.strerror}") from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise MailError("the outbox cannot be written to")
        return "No mail server is set: mails are written to the outbox folder."

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._config.mail_from
        message["To"] = mail.to
        message["Subject"] = mail.subject
        message["Date"] = formatdate()
        sender = parseaddr(self._config.mail_from)[1]
        message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2] or "localhost")
        # Out-of-office notes must not answer.
        message["Auto-Submitted"] = "auto-generated"
        # One line stays one line: a link broken by quoted-printable reads badly in a file.
        message.set_content(mail.text, cte="8bit")  # which drops what was said of the content
        message["Content-Language"] = mail.language
        return message

    @contextlib.contextmanager
    def _connection(self, timeout_seconds: float) -> Iterator[smtplib.SMTP]:
        host, port = str(self._server.hostname), self._server.port or 0
        tls = ssl.create_default_context()
        try:
            if self._server.scheme == "smtps":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=timeout_seconds, context=tls
                )
            else:
                smtp = smtplib.SMTP(host, port, timeout=timeout_seconds)
            with smtp:
                if "starttls" in self._server.query:
                    smtp.starttls(context=tls)
                if self._server.username:
                    smtp.login(unquote(self._server.username), unquote(self._server.password or ""))
                yield smtp
        except (smtplib.SMTPException, OSError) as error:
            raise MailError(f"{host}: {error}") from error

    def _write(self, message: EmailMessage) -> None:
        folder = self._config.outbox_dir
        folder.mkdir(parents=True, exist_ok=True)
        # Named by time, so that the newest sorts last; whole or not there at all.
        name = f"{now():%Y%m%d-%H%M%S-%f}-{secrets.token_hex(4)}.eml"
        partial = folder / f".{name}"
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(bytes(message))
        partial.replace(folder / name)
