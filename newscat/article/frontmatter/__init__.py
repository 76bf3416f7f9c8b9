"""Bytes to front matter and back: the only room that knows YAML, TOML and JSON as syntax.

`parse` reads one file's bytes; `dump` writes front matter. What cannot be read is a
`FrontMatterError` with a `Fault`; what can be read but is wrong as text (a duplicate key) is a
`Fault` in `FrontMatter.faults`. Lines and columns are 1-based and those of the file; lines end at
LF, CRLF or CR, columns count code points.
"""

from typing import TYPE_CHECKING

from newscat.article.frontmatter.fences import split
from newscat.article.frontmatter.values import Fault, FrontMatter, FrontMatterError, Limits, refuse_deeper
from newscat.article.frontmatter.yaml12 import MAX_DEPTH, READER, load

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["READER", "Fault", "FrontMatter", "FrontMatterError", "Limits", "dump", "parse"]


def parse(data: bytes, limits: Limits = Limits()) -> FrontMatter | None:
    """The front matter of one file, or None where the file has none and does not look as if it should.

    Raises FrontMatterError for a file that is empty, blank or not UTF-8, or that begins as front
    matter does (`---`, `+++`, or a `{` that opens JSON) and gives no mapping.
    """
    parts = split(data, limits)
    if parts is None:
        return None
    if parts.format != "yaml":
        from newscat.article.frontmatter import toml_and_json  # python-frontmatter: 38 ms to import

        front = toml_and_json.read(parts, limits)
    else:
        fields, faults = load(parts.source, limits)
        front = FrontMatter(fields, parts.body, "yaml", parts.source, parts.line, faults)
    front.limits = limits
    if limits.depth < MAX_DEPTH:
        refuse_deeper(front, limits.depth)
    return front


def dump(fields: "Mapping[Any, Any]", body: str = "", format: str = "yaml") -> str:
    """The text of a whole file with these fields and body; `parse` reads the same values back.

    `format` is `yaml`, `toml` or `json`; JSON has dates as text. Raises ValueError for what `parse`
    would not read back: a value that the format does not have (TOML has no null), more than the limits.
    """
    from newscat.article.frontmatter import handlers

    return handlers.dump(fields, body, format)
