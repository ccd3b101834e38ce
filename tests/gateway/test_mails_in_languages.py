"""Mails speak the language of their reader."""

import email
import email.policy
from email.message import EmailMessage

import pytest

from app.locales import LANGUAGES
from backend.gateway.accounts import mails
from backend.gateway.context import Context
from backend.gateway.database.models import Account
from backend.gateway.identity import LANGUAGES as KNOWN
from tests.gateway.personas import Person

SUBJECTS = {"de": "Wählen Sie ein neues Passwort", "en": "Choose a new password"}
LINK = "http://converter.example.org/reset-password/abc"


def newest(context: Context) -> EmailMessage:
    path = max(context.config.outbox_dir.glob("*.eml"))
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def test_the_gateway_and_the_pages_have_the_same_languages() -> None:
    assert set(LANGUAGES) == KNOWN


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_language_has_its_own_mail_with_the_link_on_a_line(code: str) -> None:
    account = Account(username="ada", email="ada@example.org", first_name="", language=code)
    mail = mails.password_reset(account, LINK, spoken="en")
    assert mail == mails.password_reset(account, LINK, spoken="fr"), "the account counts more"
    assert (mail.subject == SUBJECTS["en"]) == (code == "en")
    assert LINK in mail.text.splitlines()
    assert "ada" in mail.text.splitlines()[0]
    assert "%(" not in mail.text


@pytest.mark.parametrize(
    ("chosen", "page", "told"),
    [
        ("de", "fr", "de"),
        ("", "de", "de"),
        ("", "de-AT,en;q=0.5", "de"),
        ("", "nl, de;q=0.8", "de"),
        ("", "", "en"),
        ("", "tlh", "en"),
        ("", "../../etc", "en"),
    ],
)
def test_the_account_counts_more_than_the_page(
    alice: Person, visitor: Person, context: Context, chosen: str, page: str, told: str
) -> None:
    alice.request("PATCH", "/v1/account", body={"language": chosen})
    headers = {"Accept-Language": page, "X-Client-Language": page}
    wish = {"login": alice.name}
    answer = visitor.request("POST", "/v1/password-resets", body=wish, headers=headers)
    assert answer.status_code == 202
    mail = newest(context)
    assert (mail["Subject"], mail["Content-Language"]) == (SUBJECTS[told], told)
