"""Another e-mail address: confirmed by a link that is mailed to it, told to the old one.

A link holds for an hour and works once, for whoever is logged in to the account: with
it alone, somebody to whom a mistyped address belongs can do nothing. Another wish takes
the place of the one before.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backend.gateway.accounts import mails, new_password, profile, rules, sessions, throttle
from backend.gateway.accounts.registration import EMAIL_TAKEN, cleaned
from backend.gateway.context import Context
from backend.gateway.database.models import Account, EmailChange, now
from backend.gateway.identity import Visitor, hash_token, new_token
from backend.gateway.problems import Invalid, NotAuthenticated, NotFound
from backend.gateway.schemas import accounts as schemas

LIFETIME = timedelta(minutes=60)


class LinkInvalid(NotFound):
    """The link is wrong, too old, used, or of another account; which of them is not told."""

    code = "email_link_invalid"
    message = "This link is not valid (any more). Please ask for a new one."


def shown(db: Session, account: Account) -> schemas.Email:
    """Return where mails go, and where they are to go."""
    change = db.get(EmailChange, account.id)
    if change is None or change.expires_at <= now():
        return schemas.Email(email=account.email, wanted="", expires_at=None)
    return schemas.Email(email=account.email, wanted=change.email, expires_at=change.expires_at)


def request(
    context: Context, visitor: Visitor, account: Account, wish: schemas.NewEmail
) -> tuple[schemas.Email, str]:
    """Note that another address is wanted; return it with the token for `send_link`. Hashes.

    Raises `Invalid` on `email`, or with `wrong_password` on `password`, and `TooManyAttempts`.
    """
    address = cleaned({"email": rules.email(wish.email)})["email"]
    if address == account.email:
        raise Invalid.field("email", "unchanged", "This is your address already.")
    profile.prove(context, visitor, account, "password", wish.password)
    moment, token = now(), new_token()
    with context.sessions.begin() as db:
        throttle.count_attempt(db, throttle.email_limits(account.id, visitor.address), moment)
    change = EmailChange(
        account_id=account.id,
        email=address,
        email_key=rules.email_key(address),
        token_hash=hash_token(token),
        created_at=moment,
        expires_at=moment + LIFETIME,
    )
    with context.sessions.begin() as db:
        _refuse_taken(db, change)
        db.merge(change)
    wanted = schemas.Email(email=account.email, wanted=address, expires_at=change.expires_at)
    return wanted, token


def send_link(context: Context, account: Account, address: str, token: str, spoken: str) -> None:
    """Mail a link to an address that is to be confirmed."""
    link = f"{context.config.public_url}/profile/email/confirm/{token}"
    context.mailer.send(mails.confirm_email(account, address, link, spoken), link=link)


def withdraw(db: Session, account_id: str) -> None:
    """Make a link that was mailed worthless."""
    db.execute(delete(EmailChange).where(EmailChange.account_id == account_id))


def check(db: Session, account_id: str, token: str) -> EmailChange:
    """Return what a link would change; raise `LinkInvalid`."""
    query = select(EmailChange).where(
        EmailChange.account_id == account_id,
        EmailChange.token_hash == hash_token(token),
        EmailChange.expires_at > now(),
    )
    change = db.scalar(query)
    if change is None:
        raise LinkInvalid()
    return change


def confirm(context: Context, account_id: str, token: str, spoken: str) -> schemas.Account:
    """Change the address by a link, and tell the old one, in the account's language or `spoken`.

    Raises `LinkInvalid`, and `Invalid` if somebody else has taken the address meanwhile.
    """
    try:
        with context.sessions.begin() as db:
            # Of two that use one link at once, the second waits here and then finds it gone.
            account = db.get(Account, account_id, with_for_update=True)
            if account is None:
                raise NotAuthenticated()
            change = check(db, account_id, token)
            _refuse_taken(db, change)
            old_address = account.email
            account.email, account.email_key = change.email, change.email_key
            # Links that lie in the old mailbox must not open the account any more.
            new_password.void_links(db, account_id)
            db.flush()
    except IntegrityError as error:
        raise Invalid(fields={"email": EMAIL_TAKEN}) from error
    context.mailer.send(mails.email_changed(account, old_address, spoken))
    return sessions.as_schema(account)


def sweep(db: Session, moment: datetime) -> None:
    """Delete links that have ended."""
    db.execute(delete(EmailChange).where(EmailChange.expires_at <= moment))


def _refuse_taken(db: Session, change: EmailChange) -> None:
    query = select(Account.id).where(
        Account.email_key == change.email_key, Account.id != change.account_id
    )
    if db.scalar(query):
        raise Invalid(fields={"email": EMAIL_TAKEN})
