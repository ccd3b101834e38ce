"""What the components are shown with: one of each kind, in each state."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from wtforms import BooleanField, RadioField, SelectChoice, SelectMultipleField, StringField

from app.forms import GatewayForm, current_password_field, email_field
from app.gateway.accounts import PasswordStrength
from app.gateway.achievements import Unlocked
from app.gateway.files import File
from app.gateway.jobs import Job, JobState, JobWarning
from app.gateway.services import Choice, Parameter, ParameterType

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LONG_NAME = "A name that somebody gave without thinking of anybody's screen, version 2 (final).mp4"
CHOICES = (
    Choice("one", "The first", "What it does, in a sentence.", ""),
    Choice("two", "The second", "", "Of another kind"),
)
WARNING = JobWarning("sample", "Something to know, though the work goes on.")
OPTIONS = [SelectChoice("one", "The first"), SelectChoice("two", "The second")]
STRENGTHS = tuple(
    PasswordStrength(
        score,
        verdict,
        "What that means.",
        "Why it is no better." if score < 2 else "",
        ("What would help.",) if score < 2 else (),
        score > 1,
    )
    for score, verdict in enumerate(("Very weak", "Weak", "Fair", "Good", "Strong"))
)
UNLOCKED = (Unlocked("first-cut", "First cut", "bronze"),)


class SampleForm(GatewayForm):
    """One field of each kind."""

    text = StringField("Text", description="What it is good for.")
    email = email_field()
    password = current_password_field("Password")
    switch = BooleanField("Switch", description="What it switches.")
    one = RadioField("One of these", choices=OPTIONS, default="one")
    any = SelectMultipleField("Any of these", choices=OPTIONS, default=["two"])


@dataclass(frozen=True)
class Sheet:
    """The components once more in a theme of their own; ids begin with its name."""

    theme: str
    untouched: SampleForm
    refused: SampleForm
    parameters: tuple[Parameter, ...]
    files: tuple[File, ...]
    jobs: tuple[Job, ...]
    warning: JobWarning = WARNING


def sheet(theme: str) -> Sheet:
    """Return everything that is shown in a theme."""
    refused = SampleForm(formdata=None, prefix=f"{theme}-refused-")
    for field in (refused.text, refused.email, refused.password, refused.switch, refused.any):
        field.errors = [f"This is wrong with “{field.label.text}”."]
    refused.form_errors.append("This is wrong with all of it.")
    return Sheet(
        theme,
        untouched=SampleForm(formdata=None, prefix=f"{theme}-"),
        refused=refused,
        parameters=tuple(_parameter(kind) for kind in get_args(ParameterType)),
        files=tuple(_file(kind) for kind in ("video", "image", "audio")),
        jobs=tuple(_job(theme, state) for state in get_args(JobState)),
    )


def icon_names(sprite: Path) -> list[str]:
    """Return the names of all icons in the sprite."""
    return re.findall(r'<symbol id="([^"]+)"', sprite.read_text())


def _parameter(kind: ParameterType) -> Parameter:
    return Parameter(
        name=kind,
        title=f"A {kind}",
        help="What it means for the result.",
        type=kind,
        required=False,
        default=None,
        minimum=0,
        maximum=100,
        step=None,
        unit="px" if kind in {"number", "integer"} else "",
        choices=CHOICES if kind == "choice" else (),
        advanced=False,
        shown_if_parameter="",
        shown_if_values=(),
        file_kinds=(),
    )


def _file(kind: str) -> File:
    return File(
        id=kind,
        root_id=kind,
        source_id=None,
        job_id=None,
        service=kind,
        kind=kind,
        name=LONG_NAME,
        extension="mp4",
        media_type=f"{kind}/*",
        size_bytes=1_234_567,
        duration_seconds=0 if kind == "image" else 3725.4,
        has_poster=False,
        created_at=NOW,
    )


def _job(theme: str, state: JobState) -> Job:
    return Job(
        id=f"{theme}-{state}",
        file_id="video",
        file_name=LONG_NAME,
        service="video",
        operation="convert",
        parameters={"format": "webm"},
        state=state,
        fraction=0.4,
        speed=2.5,
        remaining_seconds=90,
        stage="encode",
        method="encode",
        warnings=(),
        facts=(),
        error_code="media_broken" if state == "failed" else "",
        error_message="The file ends in the middle." if state == "failed" else "",
        result_file_id=None,
        batch_id=None,
        queue_position=2 if state == "queued" else None,
        created_at=NOW,
        started_at=None,
        finished_at=None,
    )
