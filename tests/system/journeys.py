"""The steps that people take, in the words of the pages. With or without JavaScript."""

import email
import email.policy
import re
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

# Conversions of clips of a few seconds, on a busy machine.
WORK_MS = 60_000


def register(page: Page) -> tuple[str, str]:
    """Make an account; return its name and password."""
    name, password = f"person-{secrets.token_hex(4)}", secrets.token_urlsafe(12)
    page.goto("/register")
    page.fill("[name=username]", name)
    page.fill("[name=email]", f"{name}@example.org")
    page.fill("[name=password]", password)
    page.fill("[name=repeat_password]", password)
    page.get_by_role("button", name="Create account").click()
    expect(page.locator("form[action$='/logout']").first).to_be_attached()
    return name, password


def forget_session(page: Page) -> None:
    """Be somebody else: without the page first, whose scripts would ask for a new log-in."""
    page.goto("about:blank")
    page.context.clear_cookies()


def log_in(page: Page, login: str, password: str) -> None:
    """Log in from the log-in page."""
    page.goto("/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.locator("main").get_by_role("button", name="Log in").click()
    expect(page.locator("form[action$='/logout']").first).to_be_attached()


def upload_without_javascript(page: Page, video: Path) -> None:
    """Upload by the plain form; ends in the editor."""
    page.goto("/video/")
    page.set_input_files("[name=file]", video)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(video.name)


def upload(page: Page, video: Path) -> None:
    """Upload by the script; ends in the editor."""
    page.goto("/video/")
    page.set_input_files("[name=file]", video)
    expect(page.get_by_role("heading", level=1)).to_have_text(video.name, timeout=WORK_MS)
    wait_for_scripts(page)


def wait_for_scripts(page: Page) -> None:
    """Return when an editor that marks segments shows them: what is typed now is heard."""
    if page.locator("[data-module=segments]").count():
        page.locator(".segment").first.wait_for(state="attached")


def segments_field(page: Page) -> Locator:
    """Return the field for segments, unfolded; where scripts run, they fold it away at first."""
    form = page.locator("form[action$='/cut']")
    if page.locator("html.js").count():
        wait_for_scripts(page)
        form.get_by_text("As text").click()
    return form.locator("[name=segments]")


def cut(page: Page, start: str, end: str, mode: str = "exact") -> None:
    """Cut in the editor; ends on the page of the finished job."""
    form = page.locator("form[action$='/cut']")
    segments_field(page).fill(f"{start} - {end}")
    form.locator(f"[name=mode][value={mode}]").check(force=True)
    form.get_by_role("button", name="Cut", exact=True).click()
    wait_for_result(page)


def unfold(page: Page, operation: str) -> Locator:
    """Open an operation that is folded away; return its form."""
    # The page before it has none, and would pass for one that is open.
    page.locator(f"details#{operation}").wait_for()
    folded = page.locator(f"details#{operation}:not([open]) > summary")
    if folded.count():
        folded.click()
    return page.locator(f"form[action$='/{operation}']")


def convert(page: Page, target: str) -> None:
    """Convert in the editor; ends on the page of the finished job."""
    form = unfold(page, "convert")
    form.locator(f"[name=format][value={target}]").check(force=True)
    form.get_by_role("button", name="Convert", exact=True).click()
    wait_for_result(page)


def wait_for_result(page: Page) -> None:
    """Wait on a job's page, which renews itself, until the result is there."""
    page.wait_for_url(re.compile(r"/jobs/"))
    expect(page.get_by_role("link", name="Download")).to_be_visible(timeout=WORK_MS)


def back_to_file(page: Page) -> None:
    """From a job's page to the editor of its file."""
    page.get_by_role("link", name="Back to the file").click()
    expect(page.locator("form[action$='/cut']")).to_be_visible()


def download(page: Page, link_name: str | re.Pattern[str], folder: Path) -> Path:
    """Follow a download link and return the saved file."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link_name).first.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def wait_until(holds: Callable[[], bool], limit_seconds: float = 30.0) -> None:
    """Return as soon as `holds`; fail when it does not in time."""
    deadline = time.monotonic() + limit_seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def newest_mail(outbox: Path, recipient: str) -> str:
    """Return the text of the newest mail to somebody, as soon as there is one."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        for path in sorted(outbox.glob("*.eml"), key=lambda p: p.stat().st_mtime, reverse=True):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if recipient in str(message["To"]):
                body = message.get_body()
                assert body is not None
                return str(body.get_content())
        time.sleep(0.05)
    raise AssertionError(f"no mail to {recipient}")


def reset_password(page: Page, login: str, outbox: Path) -> str:
    """Forget the password, follow the mailed link, set another; return it."""
    page.goto("/forgot-password")
    page.fill("[name=login]", login)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mail")
    link = re.search(r"https?://\S+/reset-password/\S+", newest_mail(outbox, login))
    assert link
    password = secrets.token_urlsafe(12)
    page.goto(link[0])
    page.fill("[name=password]", password)
    page.fill("[name=repeat_password]", password)
    page.get_by_role("button", name="Save the new password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    return password
