"""What our mails say, in the language of whoever reads them.

That is the account's, where its owner chose one; else the one in which the page was that
caused the mail, if there was one; else English.
"""

from gettext import translation
from pathlib import Path

from backend.gateway.database.models import Account, Job
from backend.gateway.mail import Mail

TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
# As the catalogues' folders are called, where that is not the language's code.
LOCALES = {"zh": "zh_Hans"}
BETWEEN = "\n\n"


class _Letter:
    """A mail about an account, in the language that its owner reads."""

    def __init__(self, account: Account, spoken: str) -> None:
        self.language = account.language or spoken or "en"
        folder = LOCALES.get(self.language, self.language)
        self._catalogue = translation("mails", TRANSLATIONS, [folder], fallback=True)
        self._names = {
            "name": account.first_name or account.username,
            "username": account.username,
        }

    def told(self, text: str) -> str:
        """Return a text of ours in the language, with the account's names in their places."""
        return self._catalogue.gettext(text) % self._names

    def written(self, to: str, subject: str, *paragraphs: str) -> Mail:
        """Return the mail to an address, beginning with a greeting."""
        _ = self.told
        text = BETWEEN.join((_("Hello %(name)s,"), *paragraphs)) + "\n"
        return Mail(to=to, subject=subject, text=text, language=self.language)


def password_reset(account: Account, link: str, spoken: str) -> Mail:
    """Return the mail that brings a reset link."""
    letter = _Letter(account, spoken)
    _ = letter.told
    return letter.written(
        account.email,
        _("Choose a new password"),
        _(
            "somebody, probably you, has asked for a new password for your account “%(username)s”"
            " at MediaConverterApp. Choose one here:"
        ),
        link,
        _(
            "The link works once, within the next 60 minutes. When you have chosen a new password,"
            " you will be logged out everywhere and can log in with the new one."
        ),
        _("If it was not you, you need not do anything: your password stays as it is."),
    )


def password_changed(account: Account, spoken: str) -> Mail:
    """Return the mail that tells of a new password."""
    letter = _Letter(account, spoken)
    _ = letter.told
    return letter.written(
        account.email,
        _("Your password was changed"),
        _(
            "the password of your account “%(username)s” at MediaConverterApp has just been"
            " changed, and all sessions were ended. You can log in with the new one."
        ),
        _(
            "If it was not you, somebody can read your mail. Change the password of your mailbox"
            " first, and then ask for a new one here by “Forgot your password?”."
        ),
    )


def confirm_email(account: Account, address: str, link: str, spoken: str) -> Mail:
    """Return the mail that brings a link to an address that is to be confirmed."""
    letter = _Letter(account, spoken)
    _ = letter.told
    return letter.written(
        address,
        _("Confirm your new e-mail address"),
        _(
            "you want mails for your account “%(username)s” at MediaConverterApp to come to this"
            " address. Confirm it here, where you are logged in or can log in:"
        ),
        link,
        _("The link works once, within the next 60 minutes. Until then nothing changes."),
        _("If this is not your account, you need not do anything."),
    )


def email_changed(account: Account, old_address: str, spoken: str) -> Mail:
    """Return the mail that tells the old address of the new one."""
    letter = _Letter(account, spoken)
    _ = letter.told
    return letter.written(
        old_address,
        _("Your e-mail address was changed"),
        _("mails for your account “%(username)s” at MediaConverterApp now go to"),
        account.email,
        _("and no longer to this address."),
        _(
            "If it was not you, somebody knows your password. Log in with your username, change"
            " the password, then change the address back."
        ),
    )


def job_ended(account: Account, job: Job, link: str) -> Mail:
    """Return the mail that tells of the end of long work."""
    # Nobody looked at a page when it ended.
    letter = _Letter(account, spoken="")
    _ = letter.told
    # A file's name may hold what no header can carry; in the text it does no harm.
    if job.state == "done":
        subject = _("Your work at MediaConverterApp is done")
        ending = _("It is done. You find what came out here:")
    else:
        subject = _("Your work at MediaConverterApp could not be finished")
        ending = _("It could not be finished. You find out why here:")
    return letter.written(
        account.email,
        subject,
        _("this is about your work on the file"),
        job.file.name,
        ending,
        link,
        _(
            "You get this mail because you asked to be told about work that takes longer than ten"
            " minutes. You can turn that off in your profile, under “Notifications”."
        ),
    )
