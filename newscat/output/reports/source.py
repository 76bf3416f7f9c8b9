"""The lines of an article file, as findings count them."""

import re
from bisect import bisect_right

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"
# Bytes that are UTF-8's for nothing come out as they went in, and are shown as escapes.
_ODD = "surrogateescape"


class Source:
    """A file's bytes by line; LF, CR LF and CR end one, and lines and columns are 1-based."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = [0]
        # Only as far as somebody asks: the body may be long.
        self._ends = (match.end() for match in _LINE_END.finditer(data))

    def line(self, number: int) -> str | None:
        """The line's text without its end and without a byte-order mark; None past the last."""
        while len(self._starts) <= number and (end := next(self._ends, None)) is not None:
            self._starts.append(end)
        if number > len(self._starts):
            return None
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self.data)
        line = self.data[start:end].rstrip(b"\r\n")
        return (line.removeprefix(_BOM) if number == 1 else line).decode(errors=_ODD)

    def place(self, offset: int) -> tuple[int, int]:
        """Line and column, in code points, of a byte of the file; a byte-order mark counts as one."""
        line, start = self._line_of(offset)
        return line, len(self.data[start:offset].decode(errors=_ODD)) + 1

    def byte_place(self, offset: int) -> tuple[int, int]:
        """The same, the column in bytes."""
        line, start = self._line_of(offset)
        return line, offset - start + 1

    def byte_column(self, line: int, column: int) -> int:
        """The column of code points as one of bytes."""
        return len((self.line(line) or "")[: column - 1].encode(errors=_ODD)) + 1

    def _line_of(self, offset: int) -> tuple[int, int]:
        while self._starts[-1] <= offset and (end := next(self._ends, None)) is not None:
            self._starts.append(end)
        line = bisect_right(self._starts, offset)
        return line, self._starts[line - 1]
