"""The video of a source, one group of pictures (GOP) at a time.

A GOP here is a keyframe and all packets up to the next keyframe, in decoding order. Its
*leading* pictures come after the keyframe in the file but are shown before it; in an open
GOP they refer to the GOP before.

Traps this module knows:

- Indexes are sorted by decoding time, so a seek to a picture's own time may land on the
  keyframe after it. Seek earlier, look where it landed, and step back if that is too late.
- Pictures that lead the very first keyframe refer to nothing that exists. Players do not
  show them; neither do we count them.
- Matroska stores no decoding times, and FFmpeg guesses none for the first few packets.
- A keyframe may never come again (screen recorders). What is buffered is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from av.video.frame import VideoFrame

from .codecs import Codec
from .errors import SmartCutUnsupportedError
from .packets import VideoPacket

# Half a minute at 30 fps. Longer GOPs would have to be held in memory whole, and encoding
# half of one costs as much as the copy saves.
MAX_GOP_FRAMES = 900


@dataclass
class Gop:
    """A keyframe and what follows it up to the next."""

    packets: list[VideoPacket]
    keyframe_pts: int
    is_entry: bool
    last_pts: int
    has_leading: bool = field(default=False)

    @property
    def leading(self) -> list[VideoPacket]:
        """The pictures shown before the keyframe."""
        return [p for p in self.packets if pts(p) < self.keyframe_pts] if self.has_leading else []

    @property
    def from_keyframe(self) -> list[VideoPacket]:
        """The pictures shown from the keyframe on."""
        if not self.has_leading:
            return self.packets
        return [p for p in self.packets if pts(p) >= self.keyframe_pts]

    @property
    def reorder_delay(self) -> int:
        """How long before it is shown the keyframe has to be decoded, in ticks."""
        dts = self.packets[0].dts
        return max(0, self.keyframe_pts - dts) if dts is not None else 0


def pts(packet: VideoPacket | VideoFrame) -> int:
    """The time of a picture, encoded or decoded, in ticks of its stream.

    Raises:
        SmartCutUnsupportedError: the container stores none (AVI with B-frames).
    """
    value = packet.pts
    if value is None:
        raise SmartCutUnsupportedError(
            "no_timestamps", "The container does not say when each picture is shown."
        )
    return value


class GopAssembler:
    """Collects packets and hands out each GOP when the next one begins."""

    def __init__(self, codec: Codec) -> None:
        self._codec = codec
        self._gop: Gop | None = None
        self._is_first = True

    def push(self, packet: VideoPacket) -> Iterator[Gop]:
        """Take the next packet; yields the GOP before it if one is complete.

        Raises:
            SmartCutUnsupportedError: no timestamps, or a GOP too long to hold.
        """
        if packet.is_keyframe:
            yield from self.flush()
            at = pts(packet)
            self._gop = Gop([packet], at, self._codec.is_entry(packet), at)
        elif self._gop is not None:
            self._append(self._gop, packet)

    def _append(self, gop: Gop, packet: VideoPacket) -> None:
        at = pts(packet)
        if at < gop.keyframe_pts:
            if self._is_first and self._codec.needs_previous_gop(packet):
                return
            gop.has_leading = True
        if len(gop.packets) >= MAX_GOP_FRAMES:
            raise SmartCutUnsupportedError(
                "gop_too_long", "There are too few keyframes in this file to copy between them."
            )
        gop.packets.append(packet)
        gop.last_pts = max(gop.last_pts, at)

    def flush(self) -> Iterator[Gop]:
        """The GOP still open, at the end of the file."""
        if self._gop is not None:
            _fill_decoding_times(self._gop.packets)
            yield self._gop
            self._gop = None
            self._is_first = False


def _fill_decoding_times(packets: list[VideoPacket]) -> None:
    """Give packets before the first known decoding time one each, a frame apart."""
    known = next((i for i, packet in enumerate(packets) if packet.dts is not None), 0)
    for index in range(known - 1, -1, -1):
        after = packets[index + 1]
        packets[index].dts = (after.dts or 0) - max(1, packets[index].duration or 0)
