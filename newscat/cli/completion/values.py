"""What can follow the words of a command line: commands, options, values of fields, names."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperGroup

from newscat.article.fields import FIELDS
from newscat.cli.options import InputOptions, Verbosity
from newscat.errors import NewscatError

if TYPE_CHECKING:
    from newscat.article.field_table import FieldTable
    from newscat.cli.session import Session


class Completion(NamedTuple):
    """A completion and its description."""

    text: str
    meaning: str = ""


Completions = list[Completion]
FILES = None
"""The shell completes the name of a file."""


def completions(root: Any, words: Sequence[str], begun: str) -> Completions | None:
    """What can follow the words and starts with `begun` (case-insensitive); None for a file."""
    command, name, rest = root, "newscat", list(words[1:] if words[:1] == ["help"] else words)
    while isinstance(command, TyperGroup):
        at = next((number for number, word in enumerate(rest) if not word.startswith("-")), None)
        if at is None:
            return _options(command, name, begun) if begun.startswith("-") else _commands(command, begun)
        name, rest = rest[at], rest[at + 1 :]
        command = command.get_command(None, name)  # type: ignore[arg-type]
        if command is None:
            return []
    option = _wanting(command, rest[-1]) if rest else None
    written, equals, value = begun.partition("=")
    if option is None and equals and (option := _wanting(command, written)):
        begun = value
    elif option is not None:
        rest.pop()
    elif begun.startswith("-") and "--" not in rest:
        return _options(command, name, begun)
    context = command.make_context(name, rest, resilient_parsing=True)
    parameter = option or _argument(context)
    return [] if parameter is None else _values(context, parameter, begun)


def _commands(group: Any, begun: str) -> Completions:
    known = {name: group.get_command(None, name) for name in group.list_commands(None) if name.startswith(begun)}
    return [Completion(name, command.get_short_help_str(80)) for name, command in known.items() if not command.hidden]


def _options(command: Any, name: str, begun: str) -> Completions:
    context = command.make_context(name, [], resilient_parsing=True)
    return [
        Completion(spelt, option.help or "")
        for option in command.get_params(context)
        if option.param_type_name == "option" and not option.hidden
        for spelt in (*option.opts, *option.secondary_opts)
        if spelt.startswith(begun)
    ]


def _wanting(command: Any, word: str) -> Any:
    """The option with this name, if it takes a value."""
    for each in command.params:
        if each.param_type_name == "option" and word in each.opts and not (each.is_flag or each.count):
            return each
    return None


def _argument(context: Any) -> Any:
    """The first argument without a value."""
    for each in context.command.params:
        if each.param_type_name == "argument" and (each.nargs == -1 or not context.params.get(each.name)):
            return each
    return None


def _values(context: Any, parameter: Any, begun: str) -> Completions | None:
    name = parameter.name
    if name in _FILES:
        return FILES
    if name == "id" and context.params.get("id") and parameter.nargs == -1:
        return _cached(context.params, "id", begun) or FILES  # a folder may follow the first id
    if name in _CACHED:
        return _cached(context.params, name, begun)
    if name == "query":
        return _in_query(context.params, begun)
    if name in _LISTS and not getattr(parameter.type, "choices", ()):
        return _listed(_LISTS[name](context.params), begun)
    if name == "code":
        return _beginning(_rules(), begun)
    if name == "format":
        known = import_module(_FORMATS[context.command.name]).FORMATS
    else:
        known = getattr(parameter.type, "choices", ())
    return _beginning((Completion(text) for text in known if text != "paths0"), begun)


def _beginning(known: Iterable[Completion], begun: str) -> Completions:
    return [each for each in known if each.text.casefold().startswith(begun.casefold())]


def _listed(known: Iterable[Completion], begun: str) -> Completions:
    """Complete the last of several names, as in `title,-qu`."""
    before, comma, last = begun.rpartition(",")
    sign = last[: len(last) - len(last.lstrip("+-"))]
    found = _beginning(known, last[len(sign) :])
    return [Completion(before + comma + sign + each.text, each.meaning) for each in found]


def _cached(parameters: Mapping[str, Any], asked: str, begun: str) -> Completions:
    from newscat.index import suggest as values

    found = values.values(*_cache(parameters), values.ASKED[asked], begun)
    return [Completion(*each) for each in found]


def _cache(parameters: Mapping[str, Any]) -> tuple[str | None, Sequence[str]]:
    """The path of the index that the other words refer to, which may not exist, and its roots as they are printed."""
    session = _session(parameters)
    if session.inputs.files_from is not None:  # it may be stdin
        return None, ()
    folders = _folders(parameters)
    return session.cache_file(folders), list(session.source(folders).numbers())


def _session(parameters: Mapping[str, Any]) -> "Session":
    from newscat.cli.session import Session

    said = {name: parameters[name] for name in InputOptions._fields if parameters.get(name) is not None}
    return Session.of(InputOptions(**said), Verbosity())


def _table(parameters: Mapping[str, Any]) -> "FieldTable":
    return _session(parameters).table


def _folders(parameters: Mapping[str, Any]) -> list[str]:
    """The folders among the other words."""
    from newscat.cli.show import parted

    if "paths" in parameters:
        return list(parameters["paths"] or ())
    return parted(parameters.get("id") or ())[1]


# `field:` and the start of its value, at the end of a query.
_TERM = re.compile(r'(?:.*[\s(])?-?(\w+):=?(?:"([^"]*)|([^\s"()]*))', re.DOTALL)


def _in_query(parameters: Mapping[str, Any], begun: str) -> Completions:
    """Complete `topic:Comp` to `topic:"Computer Vision"` at the end of a query.

    If one value needs quotes, all of them get quotes: then they share what is typed of the value,
    and a shell that inserts their common prefix does not delete it.
    """
    term = _TERM.fullmatch(begun)
    if term is None or term[1] not in _CACHED:
        return []
    value = term[2] if term[2] is not None else term[3]
    before = begun[: len(begun) - len(value) - (term[2] is not None)]
    found = [each for each in _cached(parameters, term[1], value) if '"' not in each.text]
    quote = '"' if any(re.search(r"[^\w.-]", each.text) for each in found) else ""
    return [Completion(before + quote + each.text + quote, each.meaning) for each in found]


def _columns(parameters: Mapping[str, Any]) -> Iterable[Completion]:
    from newscat.output.rows import PRESETS, SHORT

    return map(Completion, (*PRESETS, *SHORT, *(one.name for one in _table(parameters).own_fields)))


def _sort_fields(parameters: Mapping[str, Any]) -> Iterable[Completion]:
    from newscat.query.resolve import names

    # other names are synonyms
    return (Completion(name) for name in names(_table(parameters)) if name.islower() and "." not in name)


def _group_fields(parameters: Mapping[str, Any]) -> Iterable[Completion]:
    from newscat.index.analysis.periods import PERIODS

    yield from map(Completion, PERIODS)
    yield from _sort_fields(parameters)


def _rules(parameters: Mapping[str, Any] | None = None) -> Completions:
    """The codes of all rules, then their names. Plugins that cannot be loaded are skipped."""
    from newscat.output.rules import summary
    from newscat.rules import engine as registry
    from newscat.rules import plugins

    with suppress(NewscatError):
        plugins.load(plugins.installed())
    rules = registry.rules()
    codes = [Completion(rule.code, f"{rule.name}: {summary(rule)}") for rule in rules]
    return codes + [Completion(rule.name, f"{rule.code}: {summary(rule)}") for rule in rules]


# Parameters by name: files, values in the index (`index.suggest.ASKED`), lists of names.
_FILES = ("paths", "config", "files_from", "svg", "png")
_CACHED = frozenset(("id", "author", "provider", "topic", *(field.name for field in FIELDS if field.is_choice)))
_LISTS: dict[str, Callable[[Mapping[str, Any]], Iterable[Completion]]] = {
    "columns": _columns,
    "sort": _sort_fields,
    "by": _group_fields,
    "mean": _sort_fields,
    **dict.fromkeys(("select", "ignore", "extend_select"), _rules),
}
# The modules with the formats of a command.
_FORMATS = {
    **dict.fromkeys(("list", "search", "similar"), "newscat.output"),
    **dict.fromkeys(("stats", "topics", "providers"), "newscat.output.analysis.groups"),
    **{name: f"newscat.output.analysis.{name}" for name in ("diff", "duplicates", "fields", "related", "stories")},
    "show": "newscat.cli.show",
    "validate": "newscat.output.reports",
    "rule": "newscat.output.rules",
    "status": "newscat.output.indexes",
}
