"""How files are judged: as news articles or as pages, and by which JSON Schema. By default, by their fields."""

import os
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from newscat.article.kind import is_news
from newscat.config import KindOfFiles, working_directory
from newscat.files.gitignore import Includes
from newscat.files.relative import relative


class FileKind(NamedTuple):
    """What was configured for the files that match a glob; an empty string is left to an earlier match."""

    files: str
    kind: str = ""
    schema: str = ""
    """The text of a JSON Schema."""

    @classmethod
    def of(cls, configured: KindOfFiles, *, schema: bool = True) -> "FileKind":
        """With the text of its schema, if wanted. Raises ConfigError, MissingPathError, UsageError."""
        text = ""
        if schema and configured.schema:
            from newscat.rules.schemas.json_schema import read_schema

            text = read_schema(configured.schema)
        return cls(configured.files, configured.kind or "", text)


class Kinds(NamedTuple):
    """What was configured. The last glob that matches a file decides, else `default`, else the file's fields."""

    default: str = ""
    files: tuple[FileKind, ...] = ()
    folder: str = ""
    """The absolute path of the folder that the globs are relative to."""
    roots: tuple[str, ...] = ()
    """The absolute paths of the catalogue's roots. The cache does not know them, and the globs depend on them."""

    @classmethod
    def of(cls, default: str | None, files: Iterable[FileKind], folder: str = "") -> "Kinds":
        """Raises UsageError for an invalid glob."""
        chosen = tuple(files)
        for each in chosen:
            _glob(each.files)
        return cls(default or "", chosen, os.path.abspath(folder) if chosen else "")

    def at(self, roots: Iterable[str]) -> "Kinds":
        """The same, for a catalogue with these roots."""
        return self._replace(roots=tuple(map(os.path.abspath, roots))) if self.files else self

    def judged(self, path: str, fields: Mapping[Any, Any]) -> tuple[bool, bool, str]:
        """Whether the file is a news article, whether that was configured, and the JSON Schema for it."""
        kind, schema = self.default, ""
        if self.files:
            folder, _, name = path.rpartition("/")
            base = _within(folder, self.folder, working_directory())
            for each in self.files:
                if _glob(each.files).match(base, name):
                    kind, schema = each.kind or kind, each.schema or schema
        return (kind == "news" if kind else is_news(fields)), bool(kind), schema


@cache
def _glob(pattern: str) -> Includes:
    return Includes([pattern])


@lru_cache(64)  # files come folder by folder
def _within(folder: str, base: str, cwd: str | None) -> str:  # `relative` depends on cwd
    """The path of the folder from `base`, ending in `/`; empty for `base` itself."""
    found = relative(folder or ".", base)
    return "" if found == "." else f"{found}/"
