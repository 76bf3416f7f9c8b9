"""Reasons to stop. Each class owns its exit code; `cli.app` is the one place that catches them.

    NewscatError                 2   newscat cannot go on
    ├── UsageError               2   options that do not go together, an unknown format
    ├── ConfigError              2   newscat.toml cannot be read or has an unknown setting
    ├── QueryError               2   the query cannot be understood
    ├── MissingPathError         2   a PATH that does not exist
    ├── NoFilesError             2   no file with an included extension anywhere, or nothing to validate
    └── RecordError              1   no such record, or several

Wrong *data* is never an exception: see `newscat.article.finding.Finding`.
"""

import difflib
from collections.abc import Iterable
from typing import ClassVar


class NewscatError(Exception):
    """newscat cannot go on; `str(error)` is the one sentence a person reads."""

    exit_code: ClassVar[int] = 2


class UsageError(NewscatError):
    """Options that are wrong or do not go together."""


class ConfigError(NewscatError):
    """The configuration cannot be read, or says something unknown."""


class QueryError(NewscatError):
    """The query cannot be understood."""


class MissingPathError(NewscatError):
    """A PATH that was named does not exist."""


class NoFilesError(NewscatError):
    """No file under the PATHs has an included extension, or `validate` finds no front matter in any of them."""


class RecordError(NewscatError):
    """The name given is no record's, or several records'."""

    exit_code = 1


def suggestion(name: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the known name nearest to `name`, or nothing at all."""
    near = nearest(name, known)
    return f" (did you mean {near!r}?)" if near else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name nearest to `name`, if one is near."""
    return next(iter(difflib.get_close_matches(name, list(known), n=1)), None)
