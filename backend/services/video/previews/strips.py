"""What lies on a timeline: the filmstrip, and the marks of keyframes."""

import json

from google.protobuf import struct_pb2

from backend.protos.media.v1 import media_pb2
from backend.services import parameters
from backend.services.failures import Violation, wrong_parameters
from backend.services.messages import fact
from backend.services.streams.previewing import WITHOUT_PARAMETERS, Made, Order, made
from backend.services.video.planning import require_picture
from backend.services.video.previews import child

FILMSTRIP = "backend.services.video.previews.filmstrip"
FILMSTRIP_MAX_BYTES = 4 * 1024 * 1024
KEYFRAMES = "backend.services.video.previews.keyframe_list"
KEYFRAMES_MAX_BYTES = 512 * 1024
DEFAULT_COUNT = 100
MAX_COUNT = 150

Parameter = media_pb2.Parameter
FILMSTRIP_PARAMETERS = media_pb2.Operation(
    name="filmstrip",
    title="Filmstrip",
    parameters=[
        Parameter(name="start", title="Start", type=Parameter.TIME, minimum=0,
                  default_value=struct_pb2.Value(number_value=0)),
        Parameter(name="end", title="End", type=Parameter.TIME, minimum=0),
        Parameter(name="count", title="Pictures", type=Parameter.INTEGER, minimum=1,
                  maximum=MAX_COUNT, default_value=struct_pb2.Value(number_value=DEFAULT_COUNT)),
        Parameter(name="height", title="Height", type=Parameter.INTEGER, minimum=24, maximum=180,
                  default_value=struct_pb2.Value(number_value=90)),
    ],
)  # fmt: skip


async def make_filmstrip(order: Order) -> Made:
    """Write pictures side by side into one JPEG; facts tell where each is.

    The order may ask for `start`, `end`, `count` and `height` in pixels. Raises `MediaFailure`.
    """
    probed = order.probed
    video = require_picture(probed)
    checked = parameters.checked(FILMSTRIP_PARAMETERS, order.asked)
    whole = probed.picture_seconds
    start, end = checked.number("start"), checked.number("end") if "end" in checked else whole
    if whole:
        end = min(end, whole)
    if end <= start and (whole or "end" in checked):
        message = "The end must lie after the start, and the start within the video."
        raise wrong_parameters([Violation("end", "START_AFTER_END", message)])
    task = {
        "source": str(order.source),
        "stream": video.index,
        "start": start,
        "end": max(end, start + probed.frame_seconds),
        "count": int(checked.number("count")),
        "height": int(checked.number("height")),
    }
    output = order.folder / "filmstrip.jpg"
    told = await child.run(FILMSTRIP, [json.dumps(task)], output, order.folder, order.limits)
    titles = {"columns": "Columns", "rows": "Rows", "tile_width": "Width of a picture",
              "tile_height": "Height of a picture"}  # fmt: skip
    times = struct_pb2.Value()
    times.list_value.extend(told["times"])
    facts = [
        fact("count", "Pictures", len(told["times"])),
        *(fact(name, title, told[name]) for name, title in titles.items()),
        media_pb2.Fact(name="times", title="Times of the pictures", value=times),
    ]
    return made(output, "image/jpeg", facts)


async def list_keyframes(order: Order) -> Made:
    """Write where the keyframes are, as JSON; see `keyframe_list`. Raises `MediaFailure`."""
    parameters.checked(WITHOUT_PARAMETERS, order.asked)
    video = require_picture(order.probed)
    output = order.folder / "keyframes.json"
    arguments = [str(order.source), str(video.index)]
    await child.run(KEYFRAMES, arguments, output, order.folder, order.limits)
    return made(output, "application/json")
