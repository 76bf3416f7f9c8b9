"""A catalogue of article files: YAML front matter, one file, one record.

from newscat import open_catalogue

for record in open_catalogue("seeds").select(topic="AI"):
    print(record.published_at, record.title)
"""

from importlib import import_module

from newscat.version import __version__

TYPE_CHECKING = False  # as type checkers know it: importing typing takes 3 ms, in which ^C would be a traceback

if TYPE_CHECKING:
    from newscat.article.finding import Finding, Severity
    from newscat.article.record import Record
    from newscat.errors import NewscatError
    from newscat.index.catalogue import Catalogue, open_catalogue
    from newscat.lint.api import validate
    from newscat.lint.run import ValidationResult
    from newscat.query.query import Query

__all__ = [
    "Catalogue",
    "Finding",
    "NewscatError",
    "Query",
    "Record",
    "Severity",
    "ValidationResult",
    "__version__",
    "open_catalogue",
    "validate",
]

_HOMES = {
    "Catalogue": "index.catalogue",
    "Finding": "article.finding",
    "NewscatError": "errors",
    "Query": "query.query",
    "Record": "article.record",
    "Severity": "article.finding",
    "ValidationResult": "lint.run",
    "open_catalogue": "index.catalogue",
    "validate": "lint.api",
}


def __getattr__(name: str) -> object:
    """The public names, each imported when it is first asked for: importing a room costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'newscat' has no attribute {name!r}")
    return getattr(import_module(f"newscat.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
