"""Names for packets by what they carry.

PyAV's `Packet` is generic for type checkers only, hence the two worlds.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from av.packet import Packet

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

    VideoPacket: TypeAlias = Packet[VideoStream]
    AudioPacket: TypeAlias = Packet[AudioStream]
    AnyPacket: TypeAlias = Packet[Any]
else:
    VideoPacket = AudioPacket = AnyPacket = Packet
