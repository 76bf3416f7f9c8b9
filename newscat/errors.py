"""The exceptions. Each class owns its exit code; only `cli.app` catches them.

    NewscatError                 2   newscat cannot continue
    ├── UsageError               2   invalid or conflicting options, an unknown format
    ├── ConfigError              2   newscat.toml cannot be read or has an unknown setting
    ├── QueryError               2   an invalid query
    ├── MissingPathError         2   a PATH that does not exist
    ├── NoFilesError             2   no file with an included extension anywhere, or nothing to validate
    └── RecordError              1   no article matches an ID, or several do

Wrong *data* is never an exception: see `newscat.article.finding.Finding`.
"""

from collections.abc import Iterable
from typing import ClassVar


class NewscatError(Exception):
    """newscat cannot continue; `str(error)` is the sentence that the user reads."""

    exit_code: ClassVar[int] = 2


class UsageError(NewscatError):
    """Options are invalid or cannot be combined."""


class ConfigError(NewscatError):
    """The configuration cannot be read or has an unknown setting."""


class QueryError(NewscatError):
    """The query is invalid."""


class MissingPathError(NewscatError):
    """A given PATH does not exist."""


class NoFilesError(NewscatError):
    """No file under the PATHs has an included extension, or `validate` finds no front matter in any of them."""


class RecordError(NewscatError):
    """No article matches the given ID, or several do."""

    exit_code = 1


def reason_of(error: Exception) -> str:
    """The error message, without its number and path."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def missing_extra(what: str, extra: str, otherwise: str = "") -> UsageError:
    """The error for an optional package that is not installed; `otherwise` says what needs none."""
    return UsageError(f"{what} requires an extra package: pip install 'newscat[{extra}]'{otherwise}")


def suggestion(name: str, known: Iterable[str]) -> str:
    """` (did you mean 'x'?)` for the known name nearest to `name`; an empty string if none is near."""
    near = nearest(name, known)
    return f" (did you mean {near!r}?)" if near else ""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` was probably meant to be; None if none is near.

    The comparison is case-insensitive. A name is near if it has the same first letter and the other letters in another
    order (`lsit`), or a `difflib` ratio of 0.8 or more. With less, `tags` is near `images` and `data` near `date`.
    """
    from difflib import get_close_matches

    lower = name.lower()
    spelled = {each.lower(): each for each in known}
    swapped = [each for each in spelled if lower.isalpha() and each[:1] == lower[:1] and sorted(each) == sorted(lower)]
    near = swapped or get_close_matches(lower, spelled, n=1, cutoff=0.8)
    return spelled[near[0]] if near else None
