"""Upload a file, have it worked on, download the result: written from docs/openapi.json alone.

    export MEDIACONV_URL=http://127.0.0.1:8100 MEDIACONV_TOKEN=mca_…
    python examples/mediaconv.py holiday.mov convert format=webm

Whatever breaks off, an upload included, goes on where it stopped: call it again.
"""

import base64
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import requests

PART_BYTES = 8 * 1024 * 1024
URL = os.environ.get("MEDIACONV_URL", "http://127.0.0.1:8100").rstrip("/")
http = requests.Session()


def call(method: str, path: str, **more: Any) -> requests.Response:
    """Ask the gateway; end the program with its own words when it says no."""
    answer = http.request(method, URL + path, timeout=(5, 300), **more)
    if answer.ok:
        return answer
    told: dict[str, Any] = {"message": f"Status {answer.status_code}."}
    if "json" in answer.headers.get("Content-Type", ""):
        told = answer.json()
    wrong = [f"\n  {name}: {each['message']}" for name, each in told.get("fields", {}).items()]
    sys.exit(told["message"] + "".join(wrong))


def service_for(path: Path, operation: str) -> str:
    """Return the name of the service that reads such files and knows the operation."""
    services = call("GET", "/v1/services").json()["items"]
    for service in services:
        reads = {name for accepted in service["accepts"] for name in accepted["extensions"]}
        knows = {each["name"] for each in service["operations"]}
        if path.suffix.lower().lstrip(".") in reads and operation in knows:
            return str(service["name"])
    sys.exit(f"No service can do “{operation}” with {path.name}.")


def upload(path: Path, service: str) -> str:
    """Upload by tus 1.0, going on where an earlier call was broken off; return the file's id."""
    size, tus = path.stat().st_size, {"Tus-Resumable": "1.0.0"}
    for known in call("GET", "/v1/uploads").json()["items"]:
        if (known["filename"], known["size_bytes"]) == (path.name, size):
            place = f"/v1/uploads/{known['id']}"
            break
    else:
        named = {"filename": path.name, "service": service}
        pairs = (f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in named.items())
        announced = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs), **tus}
        place = call("POST", "/v1/uploads", headers=announced).headers["Location"]
    offset = int(call("HEAD", place, headers=tus).headers["Upload-Offset"])
    with path.open("rb") as file:
        while True:
            print(f"\rUploading {offset / max(size, 1):4.0%}", end="", file=sys.stderr)
            file.seek(offset)
            sent = {"Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"}
            answer = call("PATCH", place, data=file.read(PART_BYTES), headers={**tus, **sent})
            offset = int(answer.headers["Upload-Offset"])
            if "Upload-File" in answer.headers:
                return answer.headers["Upload-File"]


def work(file_id: str, operation: str, parameters: dict[str, Any]) -> str:
    """Have it done, wait, and return the id of the result."""
    wish = {"file_id": file_id, "operation": operation, "parameters": parameters}
    job = call("POST", "/v1/jobs", json=wish).json()
    while job["state"] in {"queued", "running"}:
        print(f"\r{operation} {job['fraction']:6.0%}     ", end="", file=sys.stderr)
        time.sleep(0.5)
        job = call("GET", f"/v1/jobs/{job['id']}").json()
    print(file=sys.stderr)
    for warning in job["warnings"]:
        print(warning["message"], file=sys.stderr)
    return str(job["result_file_id"] or sys.exit(job["error_message"] or f"It is {job['state']}."))


def download(file_id: str, folder: Path) -> Path:
    """Save a file under its own name in `folder`; never over another."""
    target = folder / Path(call("GET", f"/v1/files/{file_id}").json()["name"]).name
    with (
        call("GET", f"/v1/files/{file_id}/content", stream=True) as answer,
        target.open("xb") as file,
    ):
        for block in answer.iter_content(1024 * 1024):
            file.write(block)
    return target


def value(text: str) -> Any:
    """Return what was typed after “=”: a number, true or false, a list, otherwise a text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def main() -> None:
    """Read the command line."""
    if len(sys.argv) < 3 or not all("=" in each for each in sys.argv[3:]):
        sys.exit("Usage: mediaconv.py FILE OPERATION [NAME=VALUE ...]")
    http.headers["Authorization"] = f"Bearer {os.environ['MEDIACONV_TOKEN']}"
    source, operation = Path(sys.argv[1]), sys.argv[2]
    parameters = {key: value(text) for key, _, text in (a.partition("=") for a in sys.argv[3:])}
    file_id = upload(source, service_for(source, operation))
    print(download(work(file_id, operation, parameters), Path.cwd()))


if __name__ == "__main__":
    main()
