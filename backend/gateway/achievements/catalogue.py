"""All achievements, as data: what is counted, and how much of it is needed.

What is counted are the tallies of an account, by subject; `progress` says who
writes which. Services bring achievements of their own along (`AchievementRule`
in media.proto), which are counted under subjects that carry their name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from backend.gateway.schemas.achievements import Tier, Unit
from backend.gateway.services.rules import AchievementRule

GB = 1000**3


@dataclass(frozen=True)
class Achievement:
    """`goal` of all `subjects` together, or of how many of them there are at all."""

    name: str
    title: str
    group: str
    tier: Tier
    goal: int
    subjects: tuple[str, ...]
    counts: Literal["sum", "kinds"] = "sum"
    unit: Unit = "count"
    summary: str = ""

    def progress(self, tallies: Mapping[str, int]) -> int:
        """Return how far an account with these tallies is, from 0 to `goal`."""
        amounts = [tallies.get(subject, 0) for subject in self.subjects]
        if self.counts == "kinds":
            return min(self.goal, sum(1 for amount in amounts if amount > 0))
        return min(self.goal, sum(amounts))


VIDEO_FORMATS = ("mp4", "webm", "mkv", "mov", "gif", "avi")
AUDIO_FORMATS = ("mp3", "m4a", "ogg", "opus", "flac", "wav")
IMAGE_FORMATS = ("gif", "png", "jpg", "jpeg", "webp", "avif", "apng", "heic", "jxl", "tiff", "bmp")


def _formats(extensions: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"format:{extension}" for extension in extensions)


ACHIEVEMENTS = (
    Achievement(
        "opening_night", "Opening night", "video", "bronze", 1, ("upload:video",),
        summary="Upload your first video.",
    ),
    Achievement(
        "first_cut", "First cut", "video", "bronze", 1, ("job:video.cut",),
        summary="Cut a video.",
    ),
    Achievement(
        "directors_cut", "Director's cut", "video", "silver", 10, ("job:video.cut",),
        summary="Cut ten videos.",
    ),
    Achievement(
        "final_cut", "Final cut", "video", "gold", 100, ("job:video.cut",),
        summary="Cut a hundred videos.",
    ),
    Achievement(
        "to_the_frame", "To the frame", "video", "bronze", 3, ("mode:exact",),
        summary="Make three cuts that are exact to the frame.",
    ),
    Achievement(
        "in_no_time", "In no time", "video", "bronze", 3, ("mode:instant",),
        summary="Make three instant cuts.",
    ),
    Achievement(
        "change_of_costume", "Change of costume", "video", "bronze", 1, ("job:video.convert",),
        summary="Convert a video.",
    ),
    Achievement(
        "open_stage", "Open stage", "video", "silver", 5, ("format:webm",),
        summary="Make five WebM videos.",
    ),
    Achievement(
        "repertoire", "Repertoire", "video", "silver", 4, _formats(VIDEO_FORMATS), "kinds",
        summary="Make videos in four different formats.",
    ),
    Achievement(
        "without_a_scratch", "Without a scratch", "video", "silver", 5, ("method:copy",),
        summary="Change five files without encoding a single picture again.",
    ),
    Achievement(
        "ten_hours", "Ten hours of film", "video", "gold", 36_000, ("seconds:made",),
        unit="seconds", summary="Make ten hours of film and sound in all.",
    ),
    Achievement(
        "moving_picture", "Moving picture", "image", "bronze", 1, ("format:gif",),
        summary="Make a GIF.",
    ),
    Achievement(
        "gallery", "Gallery", "image", "silver", 10, ("made:image",),
        summary="Make ten pictures.",
    ),
    Achievement(
        "museum", "Museum", "image", "gold", 100, ("made:image",),
        summary="Make a hundred pictures.",
    ),
    Achievement(
        "first_sound", "First sound", "audio", "bronze", 1, ("made:audio",),
        summary="Make a sound file, for instance out of a video.",
    ),
    Achievement(
        "every_note", "Every note", "audio", "silver", 3, _formats(("flac", "wav")),
        summary="Make three lossless sound files (FLAC or WAV).",
    ),
    Achievement(
        "choir", "Choir", "audio", "silver", 4, _formats(AUDIO_FORMATS), "kinds",
        summary="Make sound files in four different formats.",
    ),
    Achievement(
        "on_air", "On air", "audio", "gold", 50, ("made:audio",),
        summary="Make fifty sound files.",
    ),
    Achievement(
        "half_the_weight", "Half the weight", "workshop", "bronze", 1, ("made:half",),
        summary="Make a file that is at most half as large as its source.",
    ),
    Achievement(
        "ten_jobs", "Busy hands", "workshop", "silver", 10, ("job:done",),
        summary="Have ten jobs done.",
    ),
    Achievement(
        "two_hundred_jobs", "Master of the house", "workshop", "gold", 200, ("job:done",),
        summary="Have two hundred jobs done.",
    ),
    Achievement(
        "archive", "Archive", "workshop", "gold", 100 * GB, ("bytes:in",),
        unit="bytes", summary="Upload 100 GB in all.",
    ),
    Achievement(
        "welcome", "Welcome", "account", "bronze", 1, ("account:made",),
        summary="Open an account.",
    ),
    Achievement(
        "name_on_the_door", "Name on the door", "account", "bronze", 1, ("account:named",),
        summary="Tell your first and last name in your profile.",
    ),
    Achievement(
        "new_lock", "New lock", "account", "bronze", 1, ("account:password",),
        summary="Change your password.",
    ),
)  # fmt: skip


def of_service(rule: AchievementRule) -> Achievement:
    """Return the achievement that a service brings along."""
    name = f"{rule.service}.{rule.name}"
    return Achievement(
        name=name,
        title=rule.title,
        summary=rule.summary,
        group=rule.service,
        tier="bronze" if rule.goal < 5 else "silver" if rule.goal < 25 else "gold",
        goal=rule.goal,
        subjects=(f"rule:{name}",),
    )


def all_of(rules: Sequence[AchievementRule]) -> tuple[Achievement, ...]:
    """Return our own achievements and those of the services, group by group as shown."""
    everything = ACHIEVEMENTS + tuple(of_service(rule) for rule in rules)
    groups = list(dict.fromkeys(achievement.group for achievement in everything))
    return tuple(sorted(everything, key=lambda achievement: groups.index(achievement.group)))
