"""Read and write front matter in YAML, TOML and JSON; no other package knows these formats as syntax.

`parse` reads the bytes of one file; `dump` writes front matter. If front matter cannot be read, the
`FrontMatterError` carries a `Fault`; faults that do not prevent reading (a duplicate key) are in
`FrontMatter.faults`. Lines and columns are 1-based positions in the file; lines end at LF, CRLF or CR, and
columns count code points.
"""

from typing import TYPE_CHECKING

from newscat.article.frontmatter.faults import Fault, FrontMatterError, Limits
from newscat.article.frontmatter.front_matter import FrontMatter
from newscat.article.frontmatter.reader import parse
from newscat.article.frontmatter.yaml.load import READER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["READER", "Fault", "FrontMatter", "FrontMatterError", "Limits", "dump", "parse"]


def dump(fields: "Mapping[Any, Any]", body: str = "", format: str = "yaml") -> str:
    """The text of a file with these fields and this body; `parse` reads the same values from it.

    `format` is `yaml`, `toml` or `json`; JSON has dates as strings. Raises ValueError if `parse` would not
    read the same values, because the format lacks a type (TOML has no null) or a limit is exceeded.
    """
    from newscat.article.frontmatter import writer  # imports PyYAML and python-frontmatter

    return writer.dump(fields, body, format)
