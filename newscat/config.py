"""Settings: from the nearest newscat.toml or `[tool.newscat]` in pyproject.toml, then from NEWSCAT_NAME variables.

Command-line options take precedence over both; `cli` applies them.
"""

# This runs at every start, and strings keep the spelling of a path.
# ruff: noqa: PTH109, PTH118, PTH119, PTH120

import os
import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any, NamedTuple, get_args

from newscat.errors import ConfigError, nearest, reason_of, suggestion

INCLUDE = ("*.md", "*.markdown", "*.mdx", "*.txt", "*.html")
COLORS = ("auto", "always", "never")
DATE_ORDERS = ("day-first", "month-first")

_FILES = ("newscat.toml", "pyproject.toml")
# tomllib needs quadratic time for a dotted key: 0.2 s for 64 KiB, minutes for 1 MiB.
_LARGEST = 1 << 16
# What a pyproject.toml with our table has, in any spelling. One that only depends on newscat need not be parsed: 10 ms.
_OUR_TABLE = rb"tool[\"']?[ \t]*(?:\.[ \t]*[\"']?newscat|[\]=])"
_PREFIX = "NEWSCAT_"
_NO_SETTINGS = frozenset({"NEWSCAT_CACHE_DIR", "NEWSCAT_DEBUG"})  # not settings


class KindOfFiles(NamedTuple):
    """How the files that match a glob are judged. What is None is left to an earlier entry that matches."""

    files: str
    kind: str | None = None
    schema: str | None = None
    """A file with a JSON Schema, relative to the working directory."""


class Setting(NamedTuple):
    """One setting. `choices` are all values that it can have; none: any of its type."""

    type: Any
    doc: str
    choices: tuple[str, ...]


class Config(NamedTuple):
    """Every setting: its name, type, documentation, choices and default."""

    paths: Annotated[tuple[str, ...], "Files and folders to read when no PATH is given, relative to this file."] = ()
    include: Annotated[tuple[str, ...], "Files to read in a folder: globs as in .gitignore."] = INCLUDE
    exclude: Annotated[tuple[str, ...], "Files and folders to skip: globs as in .gitignore."] = ()
    no_ignore: Annotated[bool, "Do not respect .gitignore."] = False
    known_fields: Annotated[tuple[str, ...], "Extra fields to accept."] = ()
    select: Annotated[tuple[str, ...], "Rules to check: codes, code prefixes or names; all by default."] = ()
    ignore: Annotated[tuple[str, ...], "Rules not to check."] = ()
    extend_select: Annotated[tuple[str, ...], "Rules to check in addition, e.g. rules that are off by default."] = ()
    per_file_ignores: Annotated[
        tuple[tuple[str, tuple[str, ...]], ...],
        "Rules not to check in some files: a table of globs (as in .gitignore, relative to this file) and rules.",
    ] = ()
    kind: Annotated[
        str | None,
        "Whether validate judges files as news articles or as pages; by default by their fields.",
        "news",
        "page",
    ] = None
    kinds: Annotated[
        tuple[KindOfFiles, ...],
        "The same for some files: a list of tables with `files` (a glob), and `kind`, `schema` or both.",
    ] = ()
    columns: Annotated[tuple[str, ...], "Columns of list and search."] = ()
    sort: Annotated[str | None, "Order of list, e.g. `title,-date`; by default newest first."] = None
    timezone: Annotated[str | None, "Time zone for dates, e.g. `Europe/Berlin`; by default UTC."] = None
    schema: Annotated[str | None, "JSON Schema that validate checks fields against, relative to this file."] = None
    fields: Annotated[
        Mapping[str, Any], "Where fields are read from, and fields of your own; see docs/configuration.md."
    ] = {}
    topic_separator: Annotated[
        str, "What separates topics in a string; by default a comma, and in tags of a Jekyll site a space."
    ] = ""
    format: Annotated[str | None, "Format of list and search; by default table on a terminal, else tsv."] = None
    limit: Annotated[int | None, "How many articles to print; 0 for all. By default 50 on a terminal, else all."] = None
    color: Annotated[str, "When to use colour.", *COLORS] = "auto"
    queries: Annotated[
        Mapping[str, str], "Saved queries: with `recent = 'date:-7d..'`, a query can use `@recent`."
    ] = {}
    language: Annotated[tuple[str, ...], "Languages whose word forms are matched: names of Snowball stemmers."] = (
        "english",
    )
    pager: Annotated[
        str | None, "Pager for long output; by default PAGER, else less. `cat` or an empty string turns it off."
    ] = None
    date_order: Annotated[
        str | None, "Which number is the day in 01/02/2006; by default such a value is not a date.", *DATE_ORDERS
    ] = None
    max_front_matter: Annotated[int, "Maximum size of front matter in bytes, up to 64 MiB."] = 4 << 20
    max_nesting: Annotated[int, "Maximum nesting of lists and mappings, up to 100."] = 100
    max_nodes: Annotated[int, "Maximum number of keys and values in front matter, up to 1,000,000."] = 200_000
    search_exclude: Annotated[tuple[str, ...], "Fields that a search leaves out."] = ()
    max_body: Annotated[int, "How many characters of a body are searched, up to 64 MiB."] = 1 << 20

    source: str | None = None
    """Not a setting: the file that was read, as printed."""

    @property
    def folder(self) -> str:
        """The folder that globs are relative to: the one of the file, else the working directory."""
        return os.path.dirname(self.source) if self.source else ""


SETTINGS = {
    name: Setting(kind, doc, tuple(choices))
    for name, hint in Config.__annotations__.items()
    if name != "source"
    for kind, doc, *choices in [get_args(hint)]
}


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text for text in value)


def _wrong_in_kinds(table: object) -> str | None:
    """What is wrong with one table of `kinds`; None if nothing is."""
    if not isinstance(table, dict):
        return f"must be a table, not {_shown(table)}"
    for key, value in table.items():
        if key not in KindOfFiles._fields:
            return f"unknown key {key!r}{suggestion(key, KindOfFiles._fields)}"
        if key == "kind" and value not in ("news", "page"):
            return f"'kind' must be one of news, page, not {_shown(value)}"
        if not isinstance(value, str) or not value:
            return f"{key!r} must be a non-empty string, not {_shown(value)}"
    if "files" not in table:
        return "has no 'files'"
    return "has neither 'kind' nor 'schema'" if len(table) == 1 else None


_TABLE = tuple[tuple[str, tuple[str, ...]], ...]
_NOT_IN_VARIABLES = (_TABLE, Mapping[str, str], Mapping[str, Any], tuple[KindOfFiles, ...])
# For each type of a setting: what a value must be, and its test.
_KINDS: dict[Any, tuple[str, Callable[[Any], bool]]] = {
    tuple[str, ...]: ("a list of non-empty strings", _is_list),
    _TABLE: (
        "a table of lists of non-empty strings",
        lambda value: isinstance(value, dict) and all(key and _is_list(each) for key, each in value.items()),
    ),
    tuple[KindOfFiles, ...]: (
        "a list of tables with 'files' and 'kind' (news or page), 'schema' or both",
        lambda value: isinstance(value, list),  # its tables are checked one by one, by _wrong_in_kinds
    ),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    int | None: (
        "a whole number ≥ 0",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    ),
    int: (
        "a whole number ≥ 1",
        lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 1,
    ),
    str: ("a string", lambda value: isinstance(value, str)),
    str | None: ("a string", lambda value: isinstance(value, str)),
    Mapping[str, Any]: ("a table", lambda value: isinstance(value, dict)),
    Mapping[str, str]: (
        "a table of strings",
        lambda value: isinstance(value, dict) and all(isinstance(text, str) for text in value.values()),
    ),
}
# For settings of which another type seems as natural.
_EXAMPLES = {"sort": '"title,-date"'}
# Variables with a meaning for the empty string.
_MAY_BE_EMPTY = frozenset({"NEWSCAT_PAGER"})
# Parsers recurse, and a command uses less than 256 MiB: larger values are untested.
_MOST = {"max_front_matter": 64 << 20, "max_nesting": 100, "max_nodes": 1_000_000, "max_body": 64 << 20}
_BOOLEANS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def load(cwd: str | None, environ: Mapping[str, str], *, file: str | None = None, isolated: bool = False) -> Config:
    """The settings in the folder `cwd`, which is None if the working directory is deleted.

    `file` is read instead of the nearest file; `isolated` reads the environment only. The resulting `paths`
    are relative to `cwd`. Raises ConfigError, which names the file or the variable.
    """
    source, table = None, {}
    if file is not None and not isolated:
        source, table = file, _read_given(file)
    elif cwd is not None and not isolated:
        source, table = found_in(cwd)
    values = {_normalized(name): checked(_normalized(name), value, source or "") for name, value in table.items()}
    folder = os.path.dirname(source or "")
    values["paths"] = tuple(os.path.join(folder, path) for path in values.get("paths", ()))
    values["kinds"] = tuple(
        each._replace(schema=each.schema and os.path.join(folder, each.schema)) for each in values.get("kinds", ())
    )
    if "schema" in values:
        values["schema"] = os.path.join(folder, values["schema"])
    return Config(**(values | _from_environment(environ)), source=source)


def working_directory() -> str | None:
    """None if it is deleted: commands that need no path still work."""
    try:
        return os.getcwd()
    except OSError:
        return None


def _read_given(file: str) -> dict[str, Any]:
    try:
        table = _table(file, file)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read the configuration {file!r}: {reason_of(error)}") from None
    if table is None:
        raise ConfigError(f"{file}: has no [tool.newscat]")
    return table


def found_in(cwd: str) -> tuple[str | None, dict[str, Any]]:
    """The nearest file for the folder `cwd`, as printed there, and its settings as written. Raises ConfigError.

    Unreadable files of parent folders are skipped: the owner of a home folder may not read its parent.
    """
    folder, above = cwd, ""
    while True:
        for name in _FILES:
            path = os.path.join(folder, name)
            try:
                table = _table(path, above + name)
            except (FileNotFoundError, IsADirectoryError):
                continue
            except OSError as error:
                if above:
                    continue
                raise ConfigError(f"cannot read the configuration {name!r}: {reason_of(error)}") from None
            if table is not None:
                return above + name, table
        parent = os.path.dirname(folder)
        if parent == folder:
            return None, {}
        folder, above = parent, above + "../"


def _table(path: str, printed: str) -> dict[str, Any] | None:
    """The settings as written, or None for a pyproject.toml without `[tool.newscat]`. Raises OSError."""
    with open(path, "rb", opener=_open) as stream:
        data = stream.read(_LARGEST + 1) or b""
    if len(data) > _LARGEST:
        raise ConfigError(f"{printed}: is larger than 64 KiB")
    own = os.path.basename(path) != "pyproject.toml"
    if not own and not (b"newscat" in data and re.search(_OUR_TABLE, data)):
        return None
    table = _parsed(data, printed)
    if own:
        return table
    tool = table.get("tool")
    settings = tool.get("newscat") if isinstance(tool, dict) else None
    if settings is not None and not isinstance(settings, dict):
        raise ConfigError(f"{printed}: 'tool.newscat' must be a table")
    return settings


def _parsed(data: bytes, printed: str) -> dict[str, Any]:
    import tomllib  # here: most runs find no file

    try:
        return tomllib.loads(data.decode("utf-8-sig"))  # editors on Windows write a byte-order mark
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{printed}:{line}: not UTF-8") from None
    except RecursionError:
        raise ConfigError(f"{printed}: nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        where = re.match(r"line (\d+), column (\d+)", place)
        line = int(where[1]) if where else data.rstrip().count(b"\n") + 1
        raise ConfigError(f"{printed}:{line}: {reason}") from None
    except ValueError:  # Python refuses integers of more than 4,300 digits
        raise ConfigError(f"{printed}: a number is too long") from None


def _from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """The settings of NEWSCAT_NAME variables; empty variables are ignored, except NEWSCAT_PAGER: no pager.

    A variable that resembles a setting is an error; other variables are ignored.
    """
    values = {}
    for variable in environ:
        if not variable.startswith(_PREFIX) or variable in _NO_SETTINGS:
            continue
        if not environ[variable] and variable not in _MAY_BE_EMPTY:
            continue
        name = variable.removeprefix(_PREFIX).lower()
        if variable == _PREFIX + name.upper() and name in SETTINGS:
            if SETTINGS[name].type in _NOT_IN_VARIABLES:
                raise ConfigError(f"{variable}: a table cannot be set by a variable; set {name!r} in newscat.toml")
            values[name] = checked(name, _from_text(name, environ[variable]), variable)
        elif near := nearest(name, SETTINGS):
            raise ConfigError(f"unknown setting {variable} (did you mean '{_PREFIX}{near.upper()}'?)")
    return values


def _from_text(name: str, text: str) -> Any:
    """The value of a variable, as a file would have it; an invalid one is returned as it is, to be refused."""
    kind = SETTINGS[name].type
    if kind == tuple[str, ...]:
        separator = os.pathsep if name == "paths" else ","
        return [part.strip() for part in text.split(separator) if part.strip()]
    if kind is bool:
        return _BOOLEANS.get(text.lower(), text)
    if kind in (int | None, int):
        return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else text
    return text


def _normalized(name: str) -> str:
    """`per-file-ignores`, the spelling of other tools and of options, is `per_file_ignores`."""
    return name.replace("-", "_") if name.replace("-", "_") in SETTINGS else name


def checked(name: str, value: Any, place: str) -> Any:
    """The value of the setting `name`; `place` is the file or the variable."""
    if name not in SETTINGS:
        raise ConfigError(f"{place}: unknown setting {name!r}{suggestion(name, SETTINGS)}")
    choices = SETTINGS[name].choices
    expected, fits = _KINDS[SETTINGS[name].type]
    if name in _MOST:
        expected = f"a whole number from 1 to {_MOST[name]:,}"
    if choices:
        expected = f"one of {', '.join(choices)}"
    if name in _EXAMPLES:
        expected += f" such as {_EXAMPLES[name]}"
    if not fits(value) or (choices and value not in choices) or (name in _MOST and value > _MOST[name]):
        subject = place if place.startswith(_PREFIX) else f"{place}: {name!r}"
        raise ConfigError(f"{subject} must be {expected}, not {_shown(value)}")
    if SETTINGS[name].type == _TABLE:
        return tuple((key, tuple(each)) for key, each in value.items())
    if name == "kinds":
        for number, table in enumerate(value, 1):
            if wrong := _wrong_in_kinds(table):
                raise ConfigError(f"{place}: table {number} of 'kinds': {wrong}")
        return tuple(KindOfFiles(**each) for each in value)
    return tuple(value) if isinstance(value, list) else value


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)  # a named pipe must not block every command
