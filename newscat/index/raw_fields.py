"""The front matter of each file as it stands, whole: what the index keeps is less."""

from collections.abc import Iterator
from typing import Any

from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.files.paths import Trouble, beginning
from newscat.index.source import Source


def all_fields(source: Source, limits: Limits) -> Iterator[dict[Any, Any] | Trouble]:
    """The fields of one file after the other, or why it has none to give; files without front matter are left out."""
    for folder in source.folders():
        yield from folder.troubles
        for name, _ in folder.entries:
            path = folder.base + name
            try:
                front = parse(beginning(path, limits.file)[0], limits)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield Trouble(path, error.strerror or str(error))
            except FrontMatterError as error:
                yield Trouble(path, error.fault.message)
            else:
                if front is not None:
                    yield front.fields
