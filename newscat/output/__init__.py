"""Rows, records and findings to a stream: the only room that knows Rich.

A format is a function `render(rows: Rows, out: TextIO, screen: Screen) -> None`.
"""

from newscat.output.registry import Renderer, find

FORMATS = {
    "table": "newscat.output.table:render",
    "tsv": "newscat.output.delimited:tsv",
    "csv": "newscat.output.delimited:csv",
    "json": "newscat.output.json:json",
    "ndjson": "newscat.output.json:ndjson",
    "md": "newscat.output.markdown:render",
    "ids": "newscat.output.lines:ids",
    "paths": "newscat.output.lines:paths",
    "paths0": "newscat.output.lines:paths0",
}


def resolve(name: str) -> Renderer:
    """The renderer called `name`: built in, else from the entry points `newscat.formats`.

    Raises UsageError, with the nearest known name, if there is none.
    """
    return find(name, FORMATS, "newscat.formats")
