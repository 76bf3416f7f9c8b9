"""What a fuzzer calls: bytes in; an AssertionError or any other exception is a bug. One function a target."""

import json

from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.catalogue.ingest import Checks, parsed
from newscat.catalogue.packed import pack, unpack
from newscat.output.cells import dump
from newscat.output.rows import document
from newscat.output.safe import one_line

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
    for line, column, *_, message in parsed("x.md", data, _EVERYTHING).findings:
        assert 1 <= line <= lines
        assert column >= 1
        one_line(message).encode()


# To come: `query` and `fixes`, each a function of bytes.
TARGETS = {"article": article}
