"""Mails to people whose long work has ended, if they asked for them.

Looked for in the rows and not done by the work itself: so it does not matter how a
job came to its end, and a mail server that hangs keeps no job waiting.
"""

from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import joinedload

from backend.gateway.accounts import mails
from backend.gateway.context import Context
from backend.gateway.database.models import Account, Job

# Who waits shorter than that is still there.
LONG = timedelta(minutes=10)
# What ended before is no news, for instance when somebody has only now asked for mails.
NEWS_FOR = timedelta(minutes=10)


def tell_owners(context: Context, moment: datetime) -> None:
    """Mail about each long job that has ended, once, whoever else looks at the same time."""
    ended = (
        select(Job, Account)
        .join(Account, Account.id == Job.account_id)
        .where(
            Account.mail_when_done,
            Job.state.in_(("done", "failed")),
            Job.finished_at > moment - NEWS_FOR,
            Job.told_at.is_(None),
        )
        .options(joinedload(Job.file))
    )
    with context.reading() as db:
        found = [(job, account) for job, account in db.execute(ended) if _took_long(job)]
    for job, account in found:
        # Claimed first: a mail that is lost is better than one that comes again and again.
        if _claim(context, job.id, moment):
            link = f"{context.config.public_url}/jobs/{job.id}"
            context.mailer.send(mails.job_ended(account, job, link))


def _took_long(job: Job) -> bool:
    return job.finished_at is not None and job.finished_at - job.created_at >= LONG


def _claim(context: Context, job_id: str, moment: datetime) -> bool:
    with context.sessions.begin() as db:
        claimed = db.execute(
            update(Job).where(Job.id == job_id, Job.told_at.is_(None)).values(told_at=moment)
        )
        assert isinstance(claimed, CursorResult)
        return claimed.rowcount == 1
