"""Two people and what the gateway says of them. `OUTSIDER` has nothing to do with `ADA`."""

from typing import Any

ADA: dict[str, Any] = {
    "id": "a-ada",
    "username": "ada",
    "email": "ada@example.org",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "mail_when_done": False,
    "language": "",
    "theme": "",
    "avatar": "",
    "created_at": "2026-03-01T10:00:00Z",
}

OUTSIDER: dict[str, Any] = {
    "id": "a-outsider",
    "username": "mallory",
    "email": "mallory@example.org",
    "first_name": "",
    "last_name": "",
    "mail_when_done": False,
    "language": "",
    "theme": "",
    "avatar": "",
    "created_at": "2026-03-02T10:00:00Z",
}

PASSWORD = "a horse that counts to ten"


def new_session(account: dict[str, Any] = ADA, token: str = "token-of-ada") -> dict[str, Any]:
    """Return a session just begun."""
    return {"token": token, "expires_at": "2030-01-01T00:00:00Z", "account": account}


def session(**changes: object) -> dict[str, Any]:
    """Return one of the sessions of an account."""
    return {
        "id": "s-1",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "address": "192.0.2.7",
        "created_at": "2026-03-01T10:00:00Z",
        "last_seen_at": "2026-03-02T10:00:00Z",
        "expires_at": "2030-01-01T00:00:00Z",
        "current": False,
        **changes,
    }


def service(**changes: object) -> dict[str, Any]:
    """Return a media service that cuts."""
    return {
        "name": "video",
        "title": "Video",
        "summary": "Cuts and converts video.",
        "version": "1.0",
        "available": True,
        "accepts": [{"title": "MP4", "media_type": "video/mp4", "extensions": ["mp4"]}],
        "operations": [
            {
                "name": "cut",
                "title": "Cut",
                "summary": "Keeps a part.",
                "parameters": [],
                "presets": [],
            }
        ],
        "previews": [{"name": "poster", "media_type": "image/jpeg", "background": False}],
        "max_input_bytes": 0,
        **changes,
    }


def services(*items: dict[str, Any]) -> dict[str, Any]:
    """Return the answer that lists these services."""
    return {"items": list(items), "max_upload_bytes": 8 * 1024**3}


def achievement(**changes: object) -> dict[str, Any]:
    """Return an achievement that is not unlocked yet."""
    return {
        "name": "first-cut",
        "title": "First cut",
        "summary": "Cut a video.",
        "group": "video",
        "tier": "bronze",
        "unit": "count",
        "goal": 5,
        "progress": 2,
        "unlocked_at": None,
        **changes,
    }


def component(**changes: object) -> dict[str, Any]:
    """Return a part of the installation that is up."""
    return {
        "name": "database",
        "title": "Database",
        "state": "up",
        "latency_ms": 1.25,
        "details": "Answers.",
        **changes,
    }
