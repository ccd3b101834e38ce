"""The status for programs, at /status.json: members are only ever added."""

from datetime import UTC, datetime

from app.gateway.status import History, SystemStatus


def report(system: SystemStatus | None, history: History | None) -> dict[str, object]:
    """Return the whole status as JSON values; None for a gateway that does not answer."""
    availability = {each.name: each.availability for each in history.components} if history else {}
    website = _component("website", "Website", "up")
    if system is None:
        parts = [website, _component("gateway", "Gateway", "down")]
    else:
        parts = [website] + [
            _component(
                each.name, each.title, each.state, each.latency_ms, availability.get(each.name)
            )
            for each in system.components
        ]
    return {
        "state": system.state if system else "down",
        "checked_at": (system.checked_at if system else datetime.now(UTC)).isoformat(),
        "running_jobs": system.running_jobs if system else None,
        "queue_depth": system.queue_depth if system else None,
        "components": parts,
        "incidents": [
            {
                "component": each.component,
                "state": each.state,
                "began_at": each.began_at.isoformat(),
                "ended_at": each.ended_at.isoformat() if each.ended_at else None,
            }
            for each in (history.incidents if history else ())
        ],
    }


def _component(
    name: str,
    title: str,
    state: str,
    latency_ms: float | None = None,
    availability: float | None = None,
) -> dict[str, object]:
    return {
        "name": name,
        "title": title,
        "state": state,
        "latency_ms": latency_ms,
        "availability_90_days": availability,
    }
