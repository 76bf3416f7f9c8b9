"""`newscat.validate`: validation for Python programs."""

from collections.abc import Mapping, Sequence
from os import PathLike

from newscat.article.kind import Kind
from newscat.config import INCLUDE, Config, checked
from newscat.errors import UsageError
from newscat.files.paths import Selection, named
from newscat.index.cache.store import folder
from newscat.index.reader import CatalogueReader
from newscat.index.source import Source
from newscat.lint.baseline import Baseline
from newscat.lint.run import Options, ValidationResult, run
from newscat.lint.selection import FileSelection, RuleSelection, checks_of
from newscat.query.query import Query
from newscat.query.query import query as parse_query


def validate(
    *paths: str | PathLike[str],
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    extend_select: Sequence[str] = (),
    known_fields: Sequence[str] = (),
    schema: str | None = None,
    kind: Kind | None = None,
    kinds: Sequence[Mapping[str, str]] = (),
    query: Query | str | None = None,
    baseline: str | None = None,
    fix: bool = False,
    unsafe_fixes: bool = False,
    allow_empty: bool = False,
    include: Sequence[str] = INCLUDE,
    exclude: Sequence[str] = (),
    ignore_files: bool = True,
    follow: bool = False,
    cache: bool = False,
) -> ValidationResult:
    """Validate the articles in these files and folders; without paths, in the working directory.

    ```python
    for finding in newscat.validate("articles", select=["NC1", "duplicate-url"]):
        print(finding.path, finding.line, finding.severity, finding.message)
    ```

    `select`, `ignore` and `extend_select` are rule codes, code prefixes or names. `known_fields` are extra
    fields to accept. `schema` is a file with a JSON Schema for the fields, which replaces the built-in rules.
    Files are judged by their fields, as news articles or as pages; `kind`, which is `news` or `page`, says it for
    all files, and `kinds` for some: mappings as in the setting, with `files`, a glob relative to the working
    directory, and `kind`, `schema` or both.
    `query` selects the articles whose findings are reported; those in the file `baseline` are not. `fix` changes
    the files: it applies the safe fixes, with `unsafe_fixes` all of them, and what remains is reported.
    `include`, `exclude`, `ignore_files`, `follow` and `cache` are as in `open_catalogue`. Configuration files are not
    read.

    Raises UsageError, QueryError, MissingPathError; ConfigError for an invalid baseline, schema or kind; NoFilesError
    if there are no articles, unless `allow_empty`.
    """
    for name, value in (("select", select), ("ignore", ignore), ("extend_select", extend_select)):
        if isinstance(value, str):
            raise UsageError(f"{name} must be a list of strings, not the string {value!r}")
    source = Source(named(map(str, paths)), Selection(tuple(include), tuple(exclude), ignore_files, follow))
    config = _config(known_fields, kind, kinds)
    checks = checks_of(config, schema)
    known = None if baseline is None else Baseline(baseline)
    if known is not None:
        known.read()
    rules = RuleSelection.of(config, select, ignore, extend_select, schema=schema is not None)
    asked = parse_query(query) if isinstance(query, str) else query
    options = Options(rules, checks, FileSelection(asked), known, fix, unsafe_fixes, allow_empty)
    return run(lambda: CatalogueReader(source, checks=checks, cache=folder() if cache else None), options)


def _config(known_fields: Sequence[str], kind: str | None, kinds: Sequence[Mapping[str, str]]) -> Config:
    """Raises ConfigError."""
    settings = {"kinds": [dict(each) for each in kinds]} | ({} if kind is None else {"kind": kind})
    values = {name: checked(name, value, "validate") for name, value in settings.items()}
    return Config(known_fields=tuple(known_fields), **values)
