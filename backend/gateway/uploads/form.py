"""A file from a plain HTML form, parsed while it streams: never held in memory or twice on disk."""

from collections.abc import AsyncGenerator, AsyncIterable

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from backend.gateway.problems import Invalid

# What surrounds the file in a form: boundaries, a few headers, a few small fields.
MAX_OVERHEAD_BYTES = 64 * 1024
MAX_HEADER_BYTES = 8 * 1024
MAX_PARTS = 20


class FormFile:
    """The one part named `file` of a multipart body. Iterate once, then read `filename`."""

    def __init__(self, content_type: str, body: AsyncIterable[bytes]) -> None:
        """Raise `Invalid` if the body is none of a form."""
        kind, parameters = parse_options_header(content_type)
        boundary = parameters.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary or len(boundary) > 256:
            raise Invalid("not_a_form", "A file comes as multipart/form-data.")
        self.filename: str | None = None
        self._body = body
        self._ready: list[bytes] = []
        self._header = self._value = b""
        self._disposition = b""
        self._parts = self._overhead = 0
        self._is_file = self._ended = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._part_begins,
                "on_header_field": self._header_field,
                "on_header_value": self._header_value,
                "on_header_end": self._header_ends,
                "on_headers_finished": self._headers_finished,
                "on_part_data": self._part_data,
                "on_part_end": self._part_ends,
                "on_end": self._ends,
            },
        )

    async def content(self) -> AsyncGenerator[bytes, None]:
        """Yield the file's bytes. Raises `Invalid` when the body is damaged or has no file."""
        async for chunk in self._body:
            try:
                self._parser.write(chunk)
            except MultipartParseError as error:
                raise _damaged() from error
            ready, self._ready = self._ready, []
            for piece in ready:
                yield piece
        if not self._ended:
            raise _damaged()
        if self.filename is None:
            raise Invalid.field("file", "required", "Please choose a file.")

    def _part_begins(self) -> None:
        self._parts += 1
        self._disposition = self._header = self._value = b""
        self._count(0)

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._count(end - start)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._count(end - start)

    def _header_ends(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _headers_finished(self) -> None:
        _, parameters = parse_options_header(self._disposition)
        name, filename = parameters.get(b"name"), parameters.get(b"filename")
        if name != b"file" or filename is None:
            return
        if self.filename is not None:
            raise Invalid.field("file", "one_at_a_time", "Please send one file at a time.")
        if not filename:  # what browsers send when nothing was chosen
            raise Invalid.field("file", "required", "Please choose a file.")
        self._is_file = True
        self.filename = _unescaped(filename.decode(errors="replace"))

    def _part_data(self, data: bytes, start: int, end: int) -> None:
        if self._is_file:
            self._ready.append(data[start:end])
        else:
            self._count(end - start)

    def _part_ends(self) -> None:
        self._is_file = False

    def _ends(self) -> None:
        self._ended = True

    def _count(self, size_bytes: int) -> None:
        """Refuse forms that consist of anything but a file."""
        self._overhead += size_bytes
        if len(self._header) + len(self._value) > MAX_HEADER_BYTES or self._parts > MAX_PARTS:
            raise _damaged()
        if self._overhead > MAX_OVERHEAD_BYTES:
            raise _damaged()


def _unescaped(filename: str) -> str:
    # How browsers write these three into a quoted name (HTML standard, multipart/form-data).
    return filename.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")


def _damaged() -> Invalid:
    return Invalid("damaged_form", "The form did not arrive whole. Please try again.")
