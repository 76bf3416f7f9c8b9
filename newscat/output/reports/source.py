"""The lines of an article file."""

import re
from bisect import bisect_right
from collections.abc import Iterator

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
# Bytes that are not valid UTF-8 are kept, and shown as escapes.
_ODD = "surrogateescape"


class Source:
    """A file's bytes by line. LF, CR LF and CR end a line; lines and columns are 1-based."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = [0]
        # Only as far as needed: the body may be long.
        self._ends = _ends(data)

    def line(self, number: int) -> str | None:
        """The line without its end and without a byte-order mark; None after the last line."""
        while len(self._starts) <= number and (end := next(self._ends, None)) is not None:
            self._starts.append(end)
        if number > len(self._starts):
            return None
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.data)
        line = self.data[start:end].rstrip(b"\r\n")
        return (line.removeprefix(_BOM) if number == 1 else line).decode(errors=_ODD)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, in code points, of a byte offset; a byte-order mark counts as a column."""
        line, start = self._line_of(offset)
        return line, len(self.data[start:offset].decode(errors=_ODD)) + 1

    def byte_place(self, offset: int) -> tuple[int, int]:
        """Line and column, in bytes, of a byte offset."""
        line, start = self._line_of(offset)
        return line, offset - start + 1

    def byte_column(self, line: int, column: int) -> int:
        """The column in bytes of a column in code points."""
        return len((self.line(line) or "")[: column - 1].encode(errors=_ODD)) + 1

    def _line_of(self, offset: int) -> tuple[int, int]:
        while self._starts[-1] <= offset and (end := next(self._ends, None)) is not None:
            self._starts.append(end)
        line = bisect_right(self._starts, offset)
        return line, self._starts[line - 1]


def _ends(data: bytes) -> Iterator[int]:
    """Where each line ends, after its end."""
    if b"\r" in data:
        yield from (match.end() for match in _LINE_END.finditer(data))
        return
    at = data.find(b"\n") + 1  # a long line takes a tenth of the time
    while at:
        yield at
        at = data.find(b"\n", at) + 1
