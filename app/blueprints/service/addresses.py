"""Where the pages of a service are."""

from flask import url_for

# Services whose pages have a short address of their own; every other is at /service/<name>.
# Named here, not looked up: a service may call itself "files" or "status".
OWN_PAGES = frozenset({"video", "image", "audio"})


def service_page(service: str, view: str = "index", file_id: str | None = None) -> str:
    """Return the address of a page of a service: `index`, `editor` …"""
    pages = service if service in OWN_PAGES else "service"
    return url_for(f"{pages}.{view}", service=service, file_id=file_id)
