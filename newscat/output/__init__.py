"""Write rows, records and findings to a stream. Only this package uses Rich.

A format is a function `render(rows: Rows, out: TextIO, screen: Screen) -> None`.
"""

from newscat.output.formats.registry import Renderer, find

FORMATS = {
    "table": "newscat.output.terminal.table:render",
    "tsv": "newscat.output.formats.delimited:tsv",
    "csv": "newscat.output.formats.delimited:csv",
    "json": "newscat.output.formats.json:json",
    "ndjson": "newscat.output.formats.json:ndjson",
    "markdown": "newscat.output.formats.markdown:render",
    "ids": "newscat.output.formats.lines:ids",
    "paths": "newscat.output.formats.lines:paths",
    "paths0": "newscat.output.formats.lines:paths0",
}


def resolve(name: str) -> Renderer:
    """Return the renderer `name`, built in or from the entry points `newscat.formats`.

    Raises UsageError, with a suggestion, if there is none.
    """
    return find(name, FORMATS, "newscat.formats")
