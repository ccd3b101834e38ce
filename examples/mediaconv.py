"""Upload a file, have it worked on, download the result: written from docs/openapi.json alone.

python examples/mediaconv.py video holiday.mov convert '{"format": "webm"}'
An upload that breaks off goes on where it stopped: call it again.
"""

import json
import os
import sys
import time
from base64 import b64encode
from pathlib import Path
from typing import Any

import requests

TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


def call(method: str, path: str, **more: Any) -> requests.Response:
    """Ask the gateway; end the program with its own words when it says no."""
    headers = {"Authorization": f"Bearer {os.environ['MEDIACONV_TOKEN']}"} | more.pop("headers", {})
    url = os.environ["MEDIACONV_URL"] + path
    answer = requests.request(method, url, headers=headers, timeout=300, **more)
    if not answer.ok and "json" in answer.headers.get("Content-Type", ""):
        wrong = [f"{name}: {each['message']}" for name, each in answer.json()["fields"].items()]
        sys.exit("\n".join([answer.json()["message"], *wrong]))
    answer.raise_for_status()
    return answer


def upload(path: Path, service: str) -> str:
    """Upload by tus 1.0, from where an earlier call was broken off; return the file's id."""
    same = {"filename": path.name, "size_bytes": path.stat().st_size}
    uploads = call("GET", "/v1/uploads").json()["items"]
    places = [f"/v1/uploads/{each['id']}" for each in uploads if same.items() <= each.items()]
    if not places:
        named = (("filename", path.name), ("service", service))
        pairs = ",".join(f"{key} {b64encode(text.encode()).decode()}" for key, text in named)
        announced = {"Upload-Length": str(path.stat().st_size), "Upload-Metadata": pairs, **TUS}
        places = [call("POST", "/v1/uploads", headers=announced).headers["Location"]]
    offset = call("HEAD", places[0], headers=TUS).headers["Upload-Offset"]
    print(f"Uploading {path.name} from byte {offset} on", file=sys.stderr)
    with path.open("rb") as file:
        file.seek(int(offset))
        sent = call("PATCH", places[0], headers={"Upload-Offset": offset, **TUS}, data=file)
    return sent.headers["Upload-File"]


if len(sys.argv) < 4:
    sys.exit("Usage: mediaconv.py SERVICE FILE OPERATION [PARAMETERS AS JSON]")
service, source, operation, parameters = (*sys.argv[1:], "{}")[:4]
wish = {"operation": operation, "parameters": json.loads(parameters)}
job = call("POST", "/v1/jobs", json={"file_id": upload(Path(source), service), **wish}).json()
while job["state"] in {"queued", "running"}:
    print(f"\r{job['fraction']:4.0%}", end="", file=sys.stderr)
    time.sleep(0.5)
    job = call("GET", f"/v1/jobs/{job['id']}").json()
print("", *(each["message"] for each in job["warnings"]), sep="\n", file=sys.stderr)
result = f"/v1/files/{job['result_file_id'] or sys.exit(job['error_message'] or job['state'])}"
target = Path(Path(call("GET", result).json()["name"]).name)
with call("GET", f"{result}/content", stream=True) as content, target.open("xb") as file:
    file.writelines(content.iter_content(1024 * 1024))
print(target)
