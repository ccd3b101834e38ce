"""How mail leaves here."""

import logging
import socket
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from backend.gateway.mail import Mail, Mailer, MailError
from config import ConfigurationError, GatewayConfig

MAIL = Mail(to="alice@example.org", subject="Grüße", text="Hello,\n\n.a dot\nhttp://x/y\n")


class SmtpServer(socketserver.ThreadingTCPServer):
    """As much of RFC 5321 as a client needs, in plain text, and a record of what came."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SmtpConversation)
        self.commands: list[str] = []
        self.mails: list[str] = []
        self.refuses = False

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class SmtpConversation(socketserver.StreamRequestHandler):
    """One connection."""

    server: SmtpServer

    def handle(self) -> None:
        """Answer each command until QUIT."""
        self._say("220 ready")
        while line := self.rfile.readline().decode().strip():
            self.server.commands.append(line)
            match line.split()[0].upper():
                case "EHLO":
                    self._say("250-here", "250 AUTH PLAIN")
                case "AUTH":
                    self._say("235 welcome")
                case "RCPT" if self.server.refuses:
                    self._say("550 no such mailbox")
                case "DATA":
                    self._say("354 go on")
                    self.server.mails.append(self._read_mail())
                    self._say("250 taken")
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("250 fine")

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())

    def _read_mail(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with SmtpServer() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GatewayConfig:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return GatewayConfig.from_environment()


def test_a_mail_goes_out_by_smtp(settings: GatewayConfig, smtp: SmtpServer) -> None:
    url = smtp.url.replace("//", "//post%40office:s%3Acret@")
    Mailer(replace(settings, smtp_url=url)).send(MAIL)
    assert any(command.startswith("AUTH PLAIN") for command in smtp.commands)
    assert "mail FROM:<no-reply@localhost>" in " ".join(smtp.commands)
    (mail,) = smtp.mails
    assert "To: alice@example.org" in mail
    assert "..a dot" in mail
    assert "http://x/y" in mail


def test_without_a_server_mails_are_files_for_the_owner_only(settings: GatewayConfig) -> None:
    Mailer(settings).send(MAIL)
    (path,) = settings.outbox_dir.iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"http://x/y" in path.read_bytes()


@pytest.mark.parametrize("refuses", [True, False])
def test_a_mail_that_cannot_be_sent_is_logged_and_raises_nothing(
    settings: GatewayConfig, smtp: SmtpServer, caplog: pytest.LogCaptureFixture, refuses: bool
) -> None:
    smtp.refuses = refuses
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = smtp.url if refuses else f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        Mailer(replace(settings, smtp_url=url)).send(MAIL)
    assert "mail_failed" in caplog.text


def test_a_header_cannot_be_smuggled_in(
    settings: GatewayConfig, caplog: pytest.LogCaptureFixture
) -> None:
    Mailer(settings).send(replace(MAIL, to="alice@example.org\nBcc: eve@example.org"))
    assert "mail_failed" in caplog.text
    assert not settings.outbox_dir.exists()


def test_a_link_is_logged_in_development_only(
    settings: GatewayConfig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    Mailer(replace(settings, app_env="production")).send(MAIL, link="http://x/y")
    assert "http://x/y" not in caplog.text
    Mailer(settings).send(MAIL, link="http://x/y")
    assert "http://x/y" in caplog.text


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_that_is_none_is_refused_at_the_start(settings: GatewayConfig, url: str) -> None:
    with pytest.raises(ConfigurationError, match="SMTP_URL"):
        Mailer(replace(settings, smtp_url=url))


def test_the_check_tells_whether_mail_can_leave(settings: GatewayConfig, smtp: SmtpServer) -> None:
    assert "outbox" in Mailer(settings).check(1.0)
    assert "127.0.0.1" in Mailer(replace(settings, smtp_url=smtp.url)).check(1.0)
    smtp.refuses = True
    with pytest.raises(MailError):
        Mailer(replace(settings, smtp_url="smtp://127.0.0.1:1")).check(1.0)
