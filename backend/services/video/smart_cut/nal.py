"""The little of the H.264, HEVC and AV1 bitstreams that a cut has to read or write.

H.264 and HEVC come in two dressings: with start codes (Annex B: transport streams,
encoders) and with length prefixes (MP4, Matroska; ISO/IEC 14496-15). The extradata
tells which: a configuration record starts with 1, start codes start with 0.

Parameter sets (SPS, PPS, and VPS in HEVC) say how all else is to be decoded. A picture
names its set by number, and a second set of the same number replaces the first. That is
the trap of every join: source and encoder both number their sets 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

H264_IDR, H264_SPS, H264_PPS = 5, 7, 8
HEVC_BLA_N_LP, HEVC_CRA = 18, 21
HEVC_DELIMITER = 35
HEVC_RASL = frozenset({8, 9})
HEVC_RANDOM_ACCESS = frozenset(range(16, 22))
HEVC_PARAMETER_SETS = frozenset({32, 33, 34})
AV1_SEQUENCE_HEADER = 1

START_CODE = b"\0\0\0\1"


def is_length_prefixed(extradata: bytes) -> bool:
    """Whether packets of a stream with this extradata carry lengths, not start codes."""
    return extradata[:1] == b"\1"


def split_start_codes(data: bytes) -> Iterator[bytes]:
    """The NAL units of a packet in Annex B dressing."""
    begin = data.find(b"\0\0\1")
    while begin >= 0:
        begin += 3
        end = data.find(b"\0\0\1", begin)
        unit = data[begin:end] if end >= 0 else data[begin:]
        # Zeroes before a start code belong to neither unit (4-byte codes, padding).
        unit = unit.rstrip(b"\0")
        if unit:
            yield unit
        begin = end


def split_lengths(data: bytes, length_size: int) -> Iterator[bytes]:
    """The NAL units of a packet in length-prefixed dressing."""
    position = 0
    while position + length_size < len(data):
        length = int.from_bytes(data[position : position + length_size], "big")
        position += length_size
        yield data[position : position + length]
        position += length


def first_bytes(data: memoryview, length_size: int) -> Iterator[int]:
    """The first byte of each NAL unit, without copying; `length_size` 0: start codes."""
    if not length_size:
        yield from (unit[0] for unit in split_start_codes(bytes(data)))
        return
    position = 0
    while position + length_size < len(data):
        length = int.from_bytes(data[position : position + length_size], "big")
        yield data[position + length_size]
        position += length_size + length


def join_units(units: list[bytes], length_size: int) -> bytes:
    """NAL units as a packet; `length_size` 0: with start codes."""
    if not length_size:
        return b"".join(START_CODE + unit for unit in units)
    return b"".join(len(unit).to_bytes(length_size, "big") + unit for unit in units)


@dataclass(frozen=True)
class AvcConfiguration:
    """An `avcC` record (ISO/IEC 14496-15, 5.3.3.1), taken apart."""

    head: bytes
    length_size: int
    sps: tuple[bytes, ...]
    pps: tuple[bytes, ...]
    tail: bytes

    @classmethod
    def parse(cls, record: bytes) -> AvcConfiguration:
        """Take a record apart.

        Raises:
            IndexError: the record is cut short.
        """
        sps, position = _sized_units(record, 6, record[5] & 0x1F)
        pps, position = _sized_units(record, position + 1, record[position])
        return cls(
            head=record[:4],
            length_size=(record[4] & 3) + 1,
            sps=sps,
            pps=pps,
            tail=record[position:],
        )

    def with_more(self, sps: tuple[bytes, ...], pps: tuple[bytes, ...]) -> bytes:
        """The record with further parameter sets."""
        all_sps, all_pps = self.sps + sps, self.pps + pps
        return b"".join(
            (
                self.head,
                bytes([0xFC | (self.length_size - 1), 0xE0 | len(all_sps)]),
                *(join_units([unit], 2) for unit in all_sps),
                bytes([len(all_pps)]),
                *(join_units([unit], 2) for unit in all_pps),
                self.tail,
            )
        )


def _sized_units(record: bytes, position: int, count: int) -> tuple[tuple[bytes, ...], int]:
    units = []
    for _ in range(count):
        length = int.from_bytes(record[position : position + 2], "big")
        unit = record[position + 2 : position + 2 + length]
        if len(unit) != length or not unit:
            raise IndexError("configuration record is cut short")
        units.append(unit)
        position += 2 + length
    return tuple(units), position


def hevc_configuration(record: bytes) -> tuple[int, list[bytes]]:
    """Length size and parameter sets of an `hvcC` record (ISO/IEC 14496-15, 8.3.3.1).

    Raises:
        IndexError: the record is cut short.
    """
    length_size, position = (record[21] & 3) + 1, 23
    units: list[bytes] = []
    for _ in range(record[22]):
        kind = record[position] & 0x3F
        count = int.from_bytes(record[position + 1 : position + 3], "big")
        found, position = _sized_units(record, position + 3, count)
        if kind in HEVC_PARAMETER_SETS:
            units.extend(found)
    return length_size, units


def h264_set_ids(units: tuple[bytes, ...]) -> set[int]:
    """The numbers of H.264 parameter sets (SPS or PPS), which stand first in each."""
    # In an SPS, profile, constraints and level come before (H.264, 7.3.2.1.1).
    return {_exp_golomb(unit[4:] if unit[0] & 31 == H264_SPS else unit[1:]) for unit in units}


def _exp_golomb(data: bytes) -> int:
    """The first ue(v) number of `data` (H.264, 9.1)."""
    value = int.from_bytes(data[:8].ljust(8, b"\0"), "big")
    zeroes = 64 - value.bit_length()
    return (value >> (63 - 2 * zeroes)) - 1 if zeroes < 16 else 0


def av1_has_sequence_header(data: bytes) -> bool:
    """Whether a temporal unit brings its own sequence header (AV1, 5.3)."""
    position = 0
    while position < len(data):
        header = data[position]
        if (header >> 3) & 15 == AV1_SEQUENCE_HEADER:
            return True
        position += 2 if header & 4 else 1
        if not header & 2:  # no size: the unit reaches to the end
            return False
        size, position = _leb128(data, position)
        position += size
    return False


def _leb128(data: bytes, position: int) -> tuple[int, int]:
    value = 0
    for index in range(8):
        if position >= len(data):
            break
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return value, position
