"""Read and write front matter in YAML, TOML and JSON; no other package knows these formats as syntax.

`parse` reads the bytes of one file; `dump` writes front matter. If front matter cannot be read, the
`FrontMatterError` carries a `Fault`; faults that do not prevent reading (a duplicate key) are in
`FrontMatter.faults`. Lines and columns are 1-based positions in the file; lines end at LF, CRLF or CR, and
columns count code points.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from newscat.article.frontmatter.faults import Fault, FrontMatterError, Limits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from newscat.article.frontmatter.front_matter import FrontMatter
    from newscat.article.frontmatter.reader import parse
    from newscat.article.frontmatter.yaml import READER

__all__ = ["READER", "Fault", "FrontMatter", "FrontMatterError", "Limits", "dump", "parse"]

_HOMES = {"READER": "yaml", "FrontMatter": "front_matter", "parse": "reader"}


def __getattr__(name: str) -> object:
    """What reads front matter, imported when it is first asked for: a command that finds no changed file reads none."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def dump(fields: "Mapping[Any, Any]", body: str = "", format: str = "yaml") -> str:
    """The text of a file with these fields and this body; `parse` reads the same values from it.

    `format` is `yaml`, `toml` or `json`; JSON has dates as strings. Raises ValueError if `parse` would not
    read the same values, because the format lacks a type (TOML has no null) or a limit is exceeded.
    """
    from newscat.article.frontmatter import writer  # imports PyYAML and python-frontmatter

    return writer.dump(fields, body, format)
