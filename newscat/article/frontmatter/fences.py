"""Split the bytes of a file into the source of its front matter and its body."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, NoReturn

from newscat.article.frontmatter.faults import Fault, FrontMatterError, Limits

_BOM = "\ufeff"
# After the dashes, gray-matter and its like read the name of the format.
_OPENING = re.compile(
    r"(---|\+\+\+)[ \t]*(?:([Yy][Aa]?[Mm][Ll]|[Tt][Oo][Mm][Ll]|[Jj][Ss][Oo][Nn])[ \t]*)?(?:\r\n|\n|\r|\Z)"
)
# What may be before the first line: byte-order marks and blank lines.
_LEAD = re.compile(r"(?:\ufeff|[ \t\f\v]*(?:\r\n|\n|\r))*")
_OPENING_BYTES = re.compile(rb"(?:\xef\xbb\xbf|[ \t\f\v]*(?:\r\n|\n|\r))*(?:%s)?" % _OPENING.pattern.encode())
# A literal first character lets `re` skip ahead: 2 µs per file instead of 8 µs with `^` and re.MULTILINE.
_CLOSING = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_CLOSING_CR = {
    "---": re.compile(r"(?:\r\n|\n|\r)(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)"),
    "+++": re.compile(r"(?:\r\n|\n|\r)\+\+\+[ \t]*(?:\r\n|\n|\r|\Z)"),
}
_CLOSING_BYTES, _CLOSING_CR_BYTES = (
    {fence.encode(): re.compile(each.pattern.encode()) for fence, each in closing.items()}
    for closing in (_CLOSING, _CLOSING_CR)
)
LINE_END = re.compile(r"\r\n|\n|\r")
_FORMATS = {"---": "yaml", "+++": "toml", "yml": "yaml"}
_OPENS_JSON = re.compile(r'\{\s*["}]')


class Parts(NamedTuple):
    """A file in two parts. `source` is the text between the fences and begins on `line` of the file.

    JSON without fences extends to the end of the file, because its end is known only after parsing."""

    format: str
    source: str
    line: int
    body: str
    has_fences: bool = True
    faults: tuple[Fault, ...] = ()
    """Those of the body."""
    encoded: bytes | None = None
    """`source` in UTF-8, where it is at hand."""


# The opening and the closing one of a file.
Fences = tuple[re.Match[bytes], re.Match[bytes]]


def split(
    data: bytes, limits: Limits = Limits(), *, has_body: bool = True, fences: Fences | None = None
) -> Parts | None:
    """Split a file at its fences; None if it has no front matter and does not look as if it should.

    The front matter does not depend on what follows its closing fence. Without `has_body`, that is not looked at.
    `fences` are those of `find_fences`, if the caller has looked.
    """
    fences = fences or find_fences(data, limits)
    if fences is None:
        return _split(_decoded(data), limits)
    opening, closing = fences
    start, end = opening.end(), closing.start()
    encoded = data[start : max(start, end + (2 if data.startswith(b"\r\n", end) else 1))]
    try:
        source = encoded.decode()
    except UnicodeDecodeError as error:
        raise FrontMatterError(_not_utf8(data, start + error.start)) from None
    lead, name = opening.start(1), opening[2]
    line = position(data[:lead].decode(), lead)[0] + 1 if lead else 2
    format = _format(opening[1].decode(), name.decode() if name else None)
    body, faults = _body(data, closing.end()) if has_body else ("", ())
    return Parts(format, source, line, body, faults=faults, encoded=encoded)


def head_end(data: bytes, limits: Limits) -> int | None:
    """Where the body begins; None if that is for `split` to find out."""
    found = find_fences(data, limits)
    return None if found is None else found[1].end()


def find_fences(data: bytes, limits: Limits, *, is_whole: bool = True) -> Fences | None:
    """The fences of a file or its beginning, if both are there and the closing one is certain."""
    opening = _OPENING_BYTES.match(data)
    if opening is None or opening[1] is None:
        return None
    # If the first CR comes after the fences, both patterns find the same.
    closing = (_CLOSING_CR_BYTES if b"\r" in data else _CLOSING_BYTES)[opening[1]]
    begin, limit = max(opening.end() - 1, 3), opening.end() + limits.front_matter
    found = closing.search(data, begin, limit)
    if found is None or found.end() == limit or (found.end() == len(data) and not is_whole):
        return None
    # An empty block that `...` ends may be followed by fields.
    return None if b"." in found[0] and not data[begin : found.start()].strip() else (opening, found)


def _body(data: bytes, start: int) -> tuple[str, tuple[Fault, ...]]:
    try:
        return data[start:].decode(), ()
    except UnicodeDecodeError as error:
        fault = _not_utf8(data, start + error.start)
        return data[start:].decode(errors="replace"), (fault,)


def _split(text: str, limits: Limits) -> Parts | None:
    lead = 0
    opening = _OPENING.match(text)
    if opening is None and (found := _LEAD.match(text)):
        lead = found.end()
        opening = _OPENING.match(text, lead)
    line = position(text, lead)[0] if lead else 1
    if opening is None:
        if _OPENS_JSON.match(text, lead):
            return Parts("json", text[lead:], line, "", has_fences=False)
        _refuse_almost(text, lead, line)
        _refuse_wide(text)
        return None
    fence, name = opening[1], opening[2]
    start = opening.end()
    closing = (_CLOSING_CR if "\r" in text else _CLOSING)[fence]
    # Search from the line end of the opening fence, because the block may be empty.
    limit = start + room(text, start, limits.front_matter)
    end = closing.search(text, max(start - 1, 3), limit)
    # `\Z` also matches at the limit, in the middle of a line.
    if end is None or (end.end() == limit < len(text) and text[limit - 1] not in "\r\n"):
        _unclosed(fence, text, start, limits, is_cut=limit < len(text))
    source = text[start : max(start, end.start() + (2 if text.startswith("\r\n", end.start()) else 1))]
    if not source.strip() and "." in end[0] and _has_fields(_some_lines(text, end.end())):
        message = "this line ends the front matter, before its fields: remove it"
        raise FrontMatterError(Fault("unclosed-front-matter", message, position(text, end.end())[0] - 1))
    return Parts(_format(fence, name), source, line + 1, text[end.end() :])


def _format(fence: str, name: str | None) -> str:
    return _FORMATS.get(name.lower(), name.lower()) if name else _FORMATS[fence]


def source_start(data: bytes) -> int:
    """The byte offset in the file at which the source of its front matter begins."""
    opening = _OPENING_BYTES.match(data)
    return opening.end() if opening else 0


def _decoded(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise FrontMatterError(_not_utf8(data, error.start)) from None
    if not text.strip(" \t\r\n\f\v\ufeff"):
        raise FrontMatterError(Fault("empty-file", "the file has only whitespace" if text else "the file is empty"))
    return text


# By byte-order mark; the longer ones first.
_WIDE = {b"\xff\xfe\0\0": "UTF-32", b"\0\0\xfe\xff": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def _not_utf8(data: bytes, offset: int) -> Fault:
    good = data[:offset].decode().removeprefix(_BOM)
    if wide := next((name for mark, name in _WIDE.items() if data.startswith(mark)), None):
        return Fault("not-utf8", f"not UTF-8 but {wide}: save the file as UTF-8")
    message = f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset:,} is not part of a character"
    return Fault("not-utf8", message, *position(good, len(good)))


# Lines that are fields, with their name, and lines that can belong to them: list items, continuations, comments.
_FIELD = {
    "---": re.compile(r"['\"]?(?P<name>[A-Za-z_][\w.-]{0,40})['\"]?[ \t]*:(?:[ \t].*)?"),
    "+++": re.compile(r"(?P<name>[A-Za-z_][\w.-]{0,40})[ \t]*=.*"),
}
_MORE = re.compile(r"[ \t]+\S.*|[-#\[](?:[ \t\[\w].*)?")
# Lines that were meant to be a fence: typographic dashes are what an editor makes of `---`.
_DASH = r"\-\u2010-\u2015\u2212"
_LIKE_FENCE = {
    "---": re.compile(rf"[ \t\xa0]*(?:[{_DASH}]{{2,}}[\s{_DASH}]*|---(?P<rest>[^-].{{0,80}}))"),
    "+++": re.compile(r"[ \t\xa0]*(?:\+{2,}\s*|\+\+\+(?P<rest>[^+].{0,80}))"),
}
# The same in a comparison (`+---`) or a quotation (`> ---`).
_QUOTED_FENCE = re.compile(r"([+>|#*] ?)---[ \t]*")
_COMMENT = re.compile(r"<!--(?:(?!-->).){0,2000}-->\s*", re.DOTALL)
_SCRIPT = re.compile(r"---[ \t]*(?:js|javascript|cs|coffee|coffeescript)[ \t]*", re.IGNORECASE)
# Names that generators know. Fields without an opening fence need one, and a second field: `Note: this` above the
# underline of a heading is text.
_KNOWN = frozenset((
    "title", "date", "layout", "tags", "categories", "category", "description", "author", "authors", "slug", "draft",
    "id", "permalink", "published", "summary", "excerpt", "weight", "aliases", "keywords", "lang", "image", "pubDate",
    "lastmod", "updated", "created", "type", "status", "cover",
))  # fmt: skip
_FIRST_LINE = "front matter must begin on the first line, in the first column"
# How many lines are looked at, and in how many characters.
_MOST_LINES, _MOST_TEXT = 500, 1 << 16


def _refuse_almost(text: str, lead: int, line: int) -> None:
    """Raise FrontMatterError if a file without front matter begins almost as if it had some."""
    lines = _some_lines(text, lead)
    message = _almost(lines, text, lead)
    if message is not None:
        indent = len(lines[0]) - len(lines[0].lstrip())
        raise FrontMatterError(Fault("missing-front-matter", message, line, indent + 1))


def _some_lines(text: str, start: int) -> list[str]:
    """Some lines from `start`, at any line end that Unicode has; at least one."""
    return text[start : start + _MOST_TEXT].splitlines()[:_MOST_LINES] or [""]


def _almost(lines: list[str], text: str, lead: int) -> str | None:
    """Why the first line is not a fence although fields follow it; None if it need not be one."""
    first = lines[0]
    if _SCRIPT.fullmatch(first):
        return "front matter in JavaScript or CoffeeScript is not supported; write YAML, TOML or JSON"
    for fence, like in _LIKE_FENCE.items():
        if (found := like.fullmatch(first)) and _has_fields([*filter(None, [found["rest"]]), *lines[1:]], fence):
            return _FIRST_LINE if first[:1].isspace() else f"the first line must be only {fence!r}"
    if (found := _QUOTED_FENCE.fullmatch(first)) and _has_fields([each.removeprefix(found[1]) for each in lines[1:]]):
        return "the first line must be only '---'"
    if comment := _COMMENT.match(text, lead):
        opening = _OPENING.match(text, comment.end())
        return _FIRST_LINE if opening and _has_fields(_some_lines(text, opening.end()), opening[1]) else None
    if any(_has_bare_fields(lines, fence) for fence in _FIELD):
        return "the file begins with fields, but its first line is not a fence"
    return None


def _has_fields(lines: list[str], fence: str = "---") -> bool:
    """Whether the lines are fields up to one that looks like a fence."""
    has_name = False
    for line in lines:
        if has_name and _LIKE_FENCE[fence].fullmatch(line):
            return True
        is_field = _FIELD[fence].fullmatch(line.lstrip()) is not None
        has_name = has_name or is_field
        if line.strip() and not is_field and not _MORE.fullmatch(line):
            return False
    return False


def _has_bare_fields(lines: list[str], fence: str) -> bool:
    """Whether the lines are two or more fields up to a fence, without blank lines."""
    names: list[str] = []
    for line in lines:
        if line.rstrip() == fence:
            return len(names) > 1 and not _KNOWN.isdisjoint(names)
        if found := _FIELD[fence].fullmatch(line):
            names.append(found["name"])
        elif not names or not _MORE.fullmatch(line):
            return False
    return False


def _refuse_wide(text: str) -> None:
    """Raise FrontMatterError for UTF-16 and UTF-32 without a byte-order mark: ASCII with NULs between."""
    start = text[:16].replace("\0", "")
    if "\0" in text[:4] and start.lstrip("\ufeff \t\r\n").startswith(("---", "+++", "{")):
        raise FrontMatterError(Fault("not-utf8", "not UTF-8: there are NULs between the characters, as in UTF-16"))


def room(text: str, start: int, size: int) -> int:
    """How many characters from `start` fit into `size` bytes of UTF-8."""
    left = len(text) - start
    if left * 4 <= size:
        return left
    return len(text[start : start + size].encode()[:size].decode(errors="ignore"))


def too_large(limits: Limits, closing: str) -> FrontMatterError:
    most = limits.front_matter
    size = f"{most >> 20} MiB" if most % (1 << 20) == 0 else f"{most:,} bytes"
    message = f"front matter is longer than {size}, or its closing {closing!r} is missing"
    return FrontMatterError(Fault("too-large", message))


def _unclosed(fence: str, text: str, start: int, limits: Limits, *, is_cut: bool) -> NoReturn:
    """Raise FrontMatterError at the line that looks like a fence, else at the first that is not a field."""
    if is_cut:
        raise too_large(limits, fence)
    first = position(text, start)[0]
    message = f"no closing {fence!r} after the front matter"
    lines = re.split("\r\n|\n|\r", text.rstrip()[start : start + _MOST_TEXT])[:_MOST_LINES]  # lines of the file
    number = end_of_fields(lines, fence)
    if not number:
        first = 1
    elif _LIKE_FENCE[fence].fullmatch(lines[number]):
        message += ": this line looks like one"
    else:
        message += ": it should be here"
    raise FrontMatterError(Fault("unclosed-front-matter", message, first + number))


def end_of_fields(lines: Sequence[str], fence: str) -> int:
    """The number of the first of these lines that looks like a fence or is not part of a field; 0 if there is none."""
    for number, text in enumerate(lines):
        line = text.rstrip("\r\n")
        is_field = _FIELD[fence].fullmatch(line) or _MORE.fullmatch(line)
        if number and (_LIKE_FENCE[fence].fullmatch(line) or not is_field):
            return number
    return 0


def position(text: str, index: int, first_line: int = 1) -> tuple[int, int]:
    """Line and column (from 1) of `text[index]`; the text begins on `first_line`."""
    before = text[:index]
    if "\r" in before:
        before = before.replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + first_line, len(before) - before.rfind("\n")


class Lines:
    """The lines of a string, for many positions in it: `position` searches the string each time."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(found.end() for found in LINE_END.finditer(text))]
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
