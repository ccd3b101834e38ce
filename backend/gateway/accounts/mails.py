"""What our mails say."""

from backend.gateway.database.models import Account, Job
from backend.gateway.mail import Mail


def password_reset(account: Account, link: str) -> Mail:
    """Return the mail that brings a reset link."""
    return Mail(
        to=account.email,
        subject="Choose a new password",
        text=f"""\
Hello {account.first_name or account.username},

somebody, probably you, has asked for a new password for your account
"{account.username}" at MediaConverterApp. Choose one here:

{link}

The link works once, within the next 60 minutes. When you have chosen a new
password, you will be logged out everywhere and can log in with the new one.

If it was not you, you need not do anything: your password stays as it is.
""",
    )


def password_changed(account: Account) -> Mail:
    """Return the mail that tells of a new password."""
    return Mail(
        to=account.email,
        subject="Your password was changed",
        text=f"""\
Hello {account.first_name or account.username},

the password of your account "{account.username}" at MediaConverterApp has just
been changed, and all sessions were ended. You can log in with the new one.

If it was not you, somebody can read your mail. Change the password of your
mailbox first, and then ask for a new one here on the page "Forgot password".
""",
    )


def job_ended(account: Account, job: Job, link: str) -> Mail:
    """Return the mail that tells of the end of long work."""
    # A file's name may hold what no header can carry; in the text it does no harm.
    ending = "is done" if job.state == "done" else "could not be finished"
    return Mail(
        to=account.email,
        subject=f"Your work at MediaConverterApp {ending}",
        text=f"""\
Hello {account.first_name or account.username},

your work "{job.operation}" on the file

    {job.file.name}

{ending}. You find it here:

{link}

You get this mail because you asked to be told about work that takes longer than
ten minutes. You can turn that off in your profile, under "Notifications".
""",
    )
