"""Copies pieces of a sound in a row: ``python -m backend.services.audio.packets OUTPUT MUXER
LEAD ORDER``. Nothing is encoded: what is cut are frames of the codec. LEAD is how many
frames before a start are kept, which a decoder needs for the start to be heard. Ends with
1 when there was nothing to copy.
"""

import contextlib
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import av.error

from backend.services.audio.splice import Piece, Splice
from backend.services.streams.listening import PREROLL_SECONDS, Recording, opened


def packets_of(
    piece: Piece, recording: Recording, lead: float
) -> "Iterator[av.Packet[av.AudioStream]]":
    """Yield the packets in which a piece sounds."""
    if piece.exact_seeking:
        recording.seek(piece.start_seconds - PREROLL_SECONDS)
    for packet in recording.container.demux(recording.stream):
        if packet.pts is None or packet.time_base is None or not packet.duration:
            continue
        begins = float(packet.pts * packet.time_base) - recording.origin_seconds
        lasts = float(packet.duration * packet.time_base)
        # Players find no half of a tick.
        if begins + (1 + lead) * lasts <= piece.start_seconds + 1e-6:
            continue
        if begins >= piece.end_seconds - 1e-6:
            return
        yield packet


def copy(order: Splice, output: Path, muxer: str, lead: float) -> bool:
    """Write the pieces to `output`; tell whether there were any."""
    place = 0
    with av.open(f"file:{output}", "w", format=muxer) as made:
        target: av.AudioStream | None = None
        for piece in order.pieces:
            with opened(piece.source, piece.track) as recording:
                target = target or made.add_stream_from_template(recording.stream)
                clock = Fraction(1, recording.stream.codec_context.sample_rate)
                with contextlib.suppress(av.error.InvalidDataError):
                    for packet in packets_of(piece, recording, lead):
                        assert packet.duration is not None
                        assert packet.time_base is not None
                        length = round(packet.duration * packet.time_base / clock)
                        packet.stream, packet.time_base = target, clock
                        packet.pts = packet.dts = place
                        packet.duration = length
                        made.mux(packet)
                        place += length
    return bool(place)


def main(arguments: list[str]) -> int:
    """Copy what is ordered."""
    output, muxer, lead = Path(arguments[0]), arguments[1], float(arguments[2])
    av.logging.set_level(None)
    try:
        return 0 if copy(Splice.from_json(json.loads(arguments[3])), output, muxer, lead) else 1
    except av.error.FFmpegError as error:
        sys.stderr.write(f"[error] {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
