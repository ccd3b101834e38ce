"""An upload by tus 1.0 (https://tus.io/protocols/resumable-upload), in one piece."""

import base64
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urljoin

import requests


def upload(
    http: requests.Session,
    endpoint: str,
    path: Path,
    service: str,
    headers: Mapping[str, str] | None = None,
) -> str:
    """Upload the file at `path` and return the id of the file that it became."""
    common = {"Tus-Resumable": "1.0.0", **(headers or {})}
    metadata = ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}"
        for key, value in {"filename": path.name, "service": service}.items()
    )
    size = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": metadata}
    made = http.post(endpoint, headers={**common, **size}, timeout=60)
    made.raise_for_status()
    place = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    with path.open("rb") as body:
        sent = http.patch(
            urljoin(endpoint, made.headers["Location"]),
            data=body,
            headers={**common, **place},
            timeout=300,
        )
    sent.raise_for_status()
    return sent.headers["Upload-File"]
