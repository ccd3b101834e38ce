"""Achievements that services bring along."""

from dataclasses import dataclass

from pydantic import JsonValue

from backend.gateway.services import translation
from backend.protos.media.v1 import media_pb2

MAX_RULES = 50


@dataclass(frozen=True)
class AchievementRule:
    """An achievement that a service brings along: `goal` finished jobs that match."""

    service: str
    name: str
    title: str
    summary: str
    goal: int
    operation: str  # empty: any
    parameters: dict[str, JsonValue]  # as a job must have had them; empty: any


def rules_of(description: media_pb2.Description) -> tuple[AchievementRule, ...]:
    """Return the rules of a service from its description; raise `Nonsense`."""
    return tuple(
        AchievementRule(
            service=translation.name(description.name),
            name=translation.name(rule.name),
            title=translation.plain(rule.title)[:80],
            summary=translation.plain(rule.summary)[:200],
            goal=max(1, rule.goal),
            operation=translation.name(rule.operation) if rule.operation else "",
            parameters={
                name: translation.value(value)
                for name, value in sorted(rule.parameters.fields.items())
            },
        )
        for rule in description.achievements[:MAX_RULES]
    )
