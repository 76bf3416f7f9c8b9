"""Split the bytes of a file into the source of its front matter and its body."""

import re
from bisect import bisect_right
from itertools import accumulate, pairwise
from typing import NamedTuple, NoReturn

from newscat.article.frontmatter.faults import Fault, FrontMatterError, Limits

_BOM = "\ufeff"
_OPENING = re.compile(r"(---|\+\+\+)[ \t]*(?:\r\n|\n|\r|\Z)")
_OPENING_BYTES = re.compile(_OPENING.pattern.encode())
# A literal first character lets `re` skip ahead: 2 µs per file instead of 8 µs with `^` and re.MULTILINE.
_CLOSING = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_CLOSING_CR = {
    "---": re.compile(r"(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"),
    "+++": re.compile(r"(?:\r\n|\n|\r)\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)"),
}
_LINE_END = re.compile(r"\r\n|\n|\r")
_FORMATS = {"---": "yaml", "+++": "toml"}
_LOOKS_LIKE_ARTICLE = re.compile(r'[\ufeff\s]*(---|\+\+\+|\{\s*["}])')
_OPENS_JSON = re.compile(r'\{\s*["}]')


class Parts(NamedTuple):
    """A file in two parts. `source` is the text between the fences and begins on `line` of the file.

    For JSON it extends to the end of the file, because its end is known only after parsing."""

    format: str
    source: str
    line: int
    body: str


def split(data: bytes, limits: Limits = Limits()) -> Parts | None:
    """Split a file at its fences; None if it has no front matter and does not look as if it should."""
    text = _decoded(data)
    if text.startswith(_BOM):
        text = text[1:]
    opening = _OPENING.match(text)
    if opening is None:
        if _OPENS_JSON.match(text):
            return Parts("json", text, 1, "")
        _refuse_almost(text)
        _refuse_wide(text)
        return None
    fence = opening[1]
    start = opening.end()
    closing = (_CLOSING_CR if "\r" in text else _CLOSING)[fence]
    # Search from the line end of the opening fence, because the block may be empty.
    limit = start + room(text, start, limits.front_matter)
    end = closing.search(text, max(start - 1, 3), limit)
    # `\Z` also matches at the limit, in the middle of a line.
    if end is None or (end.end() == limit < len(text) and text[limit - 1] not in "\r\n"):
        _unclosed(fence, limits, is_cut=limit < len(text))
    return Parts(_FORMATS[fence], text[start : _after_line_end(text, end.start(), start)], 2, text[end.end() :])


def source_start(data: bytes, format: str) -> int:
    """The byte offset in the file at which the source of its front matter begins."""
    mark = 3 if data.startswith(_BOM.encode()) else 0
    opening = None if format == "json" else _OPENING_BYTES.match(data, mark)
    return opening.end() if opening else mark


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        good = data[: error.start].decode().removeprefix(_BOM)
        line, column = position(good, len(good))
        bad = data[error.start]
        message = f"not UTF-8: byte 0x{bad:02x} at offset {error.start:,} is not part of a character"
        raise FrontMatterError(Fault("not-utf8", message, line, column)) from None
    if not text.strip(" \t\r\n\f\v\ufeff"):
        raise FrontMatterError(Fault("empty-file", "the file has only whitespace" if text else "the file is empty"))
    return text


def _refuse_almost(text: str) -> None:
    """Raise FrontMatterError if a file without front matter begins almost as if it had some."""
    looks = _LOOKS_LIKE_ARTICLE.match(text)
    if looks is None:
        return
    start = looks.start(1)
    line, column = position(text, start)
    if text.startswith(_BOM):
        message = "more than one byte-order mark before the front matter"
    elif start:
        message = "front matter must begin on the first line, in the first column"
    else:
        message = f"the first line must be only {text[:3]!r}"
    raise FrontMatterError(Fault("missing-front-matter", message, line, column))


def _refuse_wide(text: str) -> None:
    """Raise FrontMatterError for UTF-16 and UTF-32 without a byte-order mark: ASCII with NULs between."""
    start = text[:16].replace("\0", "")
    if "\0" in text[:4] and _LOOKS_LIKE_ARTICLE.match(start):
        raise FrontMatterError(Fault("not-utf8", "not UTF-8: there are NULs between the characters, as in UTF-16"))


def room(text: str, start: int, size: int) -> int:
    """How many characters from `start` fit into `size` bytes of UTF-8."""
    left = len(text) - start
    if left * 4 <= size:
        return left
    return len(text[start : start + size].encode()[:size].decode(errors="ignore"))


def too_large(limits: Limits, closing: str) -> FrontMatterError:
    message = f"front matter is longer than {_size(limits.front_matter)}, or its closing {closing!r} is missing"
    return FrontMatterError(Fault("too-large", message))


def _size(count: int) -> str:
    return f"{count >> 20} MiB" if count % (1 << 20) == 0 else f"{count:,} bytes"


def _unclosed(fence: str, limits: Limits, *, is_cut: bool) -> NoReturn:
    if is_cut:
        raise too_large(limits, fence)
    raise FrontMatterError(Fault("unclosed-front-matter", f"no closing {fence!r} after the front matter"))


def _after_line_end(text: str, index: int, start: int) -> int:
    """The end of the source: after the line end before the closing fence."""
    return max(start, index + (2 if text.startswith("\r\n", index) else 1))


def position(text: str, index: int) -> tuple[int, int]:
    """Line and column (from 1) of `text[index]`."""
    before = text[:index]
    if "\r" in before:
        before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - before.rfind("\n")


class Lines:
    """The lines of a string, for many positions in it: `position` searches the string each time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        self._bytes: list[int] | None = None

    def position(self, index: int) -> tuple[int, int]:
        """Line and column (from 1) of `text[index]`."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def byte(self, index: int) -> int:
        """The number of UTF-8 bytes before `text[index]`."""
        if self._bytes is None:
            pieces = (self._text[start:end] for start, end in pairwise(self._starts))
            self._bytes = [0, *accumulate(len(piece.encode()) for piece in pieces)]
        line = bisect_right(self._starts, index) - 1
        return self._bytes[line] + len(self._text[self._starts[line] : index].encode())
