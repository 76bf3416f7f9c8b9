"""What a fuzzer calls: bytes in; an AssertionError or any other exception is a bug. One function a target."""

import json

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.errors import QueryError
from newscat.index.checking import checked_bytes
from newscat.index.codec import pack, unpack
from newscat.index.load.checks import Checks
from newscat.index.load.parse import parsed
from newscat.output.formats.cells import dump
from newscat.output.rows import document
from newscat.output.safe import one_line
from newscat.query.query import query as understood
from newscat.rules.fixes import apply_fixes

_EVERYTHING = Checks(rules=True)


def article(data: bytes) -> None:
    """Front matter is read, or refused at a place; what was read is kept value for value and printed as JSON."""
    lines = data.count(b"\n") + data.count(b"\r") + 1
    try:
        front = parse(data)
    except FrontMatterError as error:
        assert 1 <= error.fault.line <= lines
        assert error.fault.column >= 1
    else:
        if front is not None:
            assert repr(unpack(pack(front.fields))) == repr(front.fields)
            shown = dump(document(Record("x.md", front.fields, front.body)))
            json.loads(shown)
            shown.encode()
            assert one_line(shown) == shown
    for line, column, *_, message, _ in parsed("x.md", data, _EVERYTHING).findings:
        assert 1 <= line <= lines
        assert column >= 1
        one_line(message).encode()


def query(data: bytes) -> None:
    """A query is understood, or refused with a sentence."""
    try:
        asked = understood(data.decode("utf-8", "surrogateescape"))
    except QueryError as error:
        assert str(error)
    else:
        asked.explain().encode()


def fixes(data: bytes) -> None:
    """What is fixed is fixed for good, and can still be read if it could be before."""

    def check(source: bytes) -> list[Finding]:
        return checked_bytes("x.md", source, _EVERYTHING).findings

    end = apply_fixes(data, check, unsafe=True)
    if end.source != data:
        assert parse(end.source) is not None
        again = apply_fixes(end.source, check, unsafe=True)
        assert again.source == end.source


TARGETS = {"article": article, "query": query, "fixes": fixes}
