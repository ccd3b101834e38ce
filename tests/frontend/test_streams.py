import io

import pytest
import requests

from app.gateway.errors import BodyInterrupted
from app.gateway.streams import BLOCK_BYTES, PassedBody


class Trickle(io.RawIOBase):
    """A connection that gives a few bytes at a time and may break."""

    def __init__(self, content: bytes, *, breaks: bool = False) -> None:
        self._rest = content
        self._breaks = breaks

    def read(self, size: int = -1, /) -> bytes:
        if not self._rest and self._breaks:
            raise ConnectionResetError("gone")
        block, self._rest = self._rest[: min(size, 3)], self._rest[min(size, 3) :]
        return block


def test_a_body_is_handed_on_whole_with_its_length() -> None:
    body = PassedBody(Trickle(b"abcdefgh"), 8)
    request = requests.Request("POST", "http://gateway/", data=body).prepare()
    assert request.headers["Content-Length"] == "8"
    assert "Transfer-Encoding" not in request.headers
    assert b"".join(body) == b"abcdefgh"


def test_no_more_is_read_than_was_announced() -> None:
    stream = Trickle(b"abcdefgh, and the next request")
    assert b"".join(PassedBody(stream, 8)) == b"abcdefgh"
    assert stream.read(2) == b", "


def test_no_block_is_larger_than_the_memory_for_it() -> None:
    body = PassedBody(io.BytesIO(bytes(BLOCK_BYTES + 1)), BLOCK_BYTES + 1)
    assert [len(block) for block in body] == [BLOCK_BYTES, 1]


@pytest.mark.parametrize("breaks", [False, True])
def test_a_visitor_who_goes_away_is_noticed_at_once(breaks: bool) -> None:
    body = PassedBody(Trickle(b"abcd", breaks=breaks), 8)
    with pytest.raises(BodyInterrupted, match="after 4 of 8 bytes"):
        b"".join(body)
