"""What a shell asks at <TAB>. The scripts are Typer's (`newscat --install-completion`), the answers are ours.

Typer's own know no values, do not quote what bash must have quoted, and write a backslash of a title
into what zsh evaluates. Whatever is wrong, nothing is completed and nothing said.
"""

import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from typer.core import TyperGroup

from newscat.article.fields import FIELDS
from newscat.cli.options import Reading, Talk
from newscat.errors import NewscatError


class Line(NamedTuple):
    """The words before the cursor, without the program, and the word at it: as it is meant, and as it is typed."""

    words: list[str]
    begun: str
    typed: str


class Choice(NamedTuple):
    """What may stand at the cursor, and what it means."""

    text: str
    meaning: str = ""


Choices = list[Choice]
FILES = None
"""A file's name stands there: for the shell to complete."""


def answer(root: Any, environ: Mapping[str, str]) -> tuple[str, int] | None:
    """What to print and the exit code; None where Typer answers: another shell, another question."""
    shell = _SHELLS.get(environ["_NEWSCAT_COMPLETE"])
    if shell is None:
        return None
    read, write = shell
    try:
        line = read(environ)
        found = choices(root, line.words, line.begun)
        # What one character of is not shown as itself, a shell does not take either.
        shown = None if found is None else [each for each in found if each.text.isprintable()]
        return write(shown, line, environ)
    except Exception:  # the person is typing
        return "", 1


# --- what may stand there ---------------------------------------------------------------------------------------------


def choices(root: Any, words: Sequence[str], begun: str) -> Choices | None:
    """What may follow the words and begins so, whatever its case; None: a file."""
    command, name, rest = root, "newscat", list(words)
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


def _commands(group: Any, begun: str) -> Choices:
    known = {name: group.get_command(None, name) for name in group.list_commands(None) if name.startswith(begun)}
    return [Choice(name, command.get_short_help_str(80)) for name, command in known.items() if not command.hidden]


def _options(command: Any, name: str, begun: str) -> Choices:
    context = command.make_context(name, [], resilient_parsing=True)
    return [
        Choice(spelt, option.help or "")
        for option in command.get_params(context)
        if option.param_type_name == "option" and not option.hidden
        for spelt in (*option.opts, *option.secondary_opts)
        if spelt.startswith(begun)
    ]


def _wanting(command: Any, word: str) -> Any:
    """The option that is so written and takes a value."""
    for each in command.params:
        if each.param_type_name == "option" and word in each.opts and not (each.is_flag or each.count):
            return each
    return None


def _argument(context: Any) -> Any:
    """The first argument for which no word was left."""
    for each in context.command.params:
        if each.param_type_name == "argument" and (each.nargs == -1 or not context.params.get(each.name)):
            return each
    return None


def _values(context: Any, parameter: Any, begun: str) -> Choices | None:
    name = parameter.name
    if name in _FILES:
        return FILES
    if name == "id" and context.params.get("id") and parameter.nargs == -1:
        return _cached(context.params, "id", begun) or FILES  # a folder may follow the first id
    if name in _CACHED:
        return _cached(context.params, name, begun)
    if name == "query":
        return _in_query(context.params, begun)
    if name in _LISTS:
        return _listed(_LISTS[name](), begun)
    if name == "code":
        return _beginning(_rules(), begun)
    known = _FORMATS[context.command.name]() if name == "format" else getattr(parameter.type, "choices", ())
    return _beginning((Choice(text) for text in known), begun)


def _beginning(known: Iterable[Choice], begun: str) -> Choices:
    return [each for each in known if each.text.casefold().startswith(begun.casefold())]


def _listed(known: Iterable[Choice], begun: str) -> Choices:
    """`title,-qu`: the last of several names."""
    before, comma, last = begun.rpartition(",")
    sign = last[: len(last) - len(last.lstrip("+-"))]
    found = _beginning(known, last[len(sign) :])
    return [Choice(before + comma + sign + each.text, each.meaning) for each in found]


def _cached(parameters: Mapping[str, Any], asked: str, begun: str) -> Choices:
    from newscat.index import suggest as values

    found = values.values(_cache(parameters), values.ASKED[asked], begun)
    return [Choice(*each) for each in found]


def _cache(parameters: Mapping[str, Any]) -> str | None:
    """The cache of what the other words mean, whether it is there or not."""
    from newscat.cli.session import Session

    said = {name: parameters[name] for name in Reading._fields if parameters.get(name) is not None}
    reading = Reading(**said)
    if reading.files_from is not None:  # it may be stdin
        return None
    return Session.of(reading, Talk()).cache_file(_folders(parameters))


def _folders(parameters: Mapping[str, Any]) -> list[str]:
    """The folders among the other words."""
    from newscat.cli.show import parted

    if "paths" in parameters:
        return list(parameters["paths"] or ())
    return parted(parameters.get("id") or ())[1]


# `field:` and what is typed of its value, at the end of a query.
_TERM = re.compile(r'(?:.*[\s(])?-?(\w+):=?(?:"([^"]*)|([^\s"()]*))', re.DOTALL)


def _in_query(parameters: Mapping[str, Any], begun: str) -> Choices:
    """Complete `topic:Comp` to `topic:"Computer Vision"`, whatever precedes the term.

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
    return [Choice(before + quote + each.text + quote, each.meaning) for each in found]


def _columns() -> Iterable[Choice]:
    from newscat.output.rows import PRESETS, SHORT

    return map(Choice, (*PRESETS, *SHORT))


def _sort_fields() -> Iterable[Choice]:
    from newscat.query.resolve import FIELDS as NAMES

    # the other names are of the same fields
    return (Choice(name) for name in NAMES if name.islower() and "." not in name)


def _rules() -> Choices:
    """The codes of all rules, then their names. Plugins that cannot be loaded are skipped."""
    from newscat.output.rules import summary
    from newscat.rules import engine as registry
    from newscat.rules import plugins

    with suppress(NewscatError):
        plugins.load(plugins.installed())
    rules = registry.rules()
    codes = [Choice(rule.code, f"{rule.name}: {summary(rule)}") for rule in rules]
    return codes + [Choice(rule.name, f"{rule.code}: {summary(rule)}") for rule in rules]


def _row_formats() -> Iterable[str]:
    from newscat.output import FORMATS

    return (name for name in FORMATS if name != "paths0")


def _show_formats() -> Iterable[str]:
    from newscat.cli.show import FORMATS

    return FORMATS


def _report_formats() -> Iterable[str]:
    from newscat.output.reports import FORMATS

    return FORMATS


# Parameters by name: what is a file, what the cache knows (`index.suggest.ASKED`), what is a list of names.
_FILES = ("paths", "config", "files_from")
_CACHED = frozenset(("id", "provider", "topic", *(field.name for field in FIELDS if field.is_choice)))
_LISTS: dict[str, Callable[[], Iterable[Choice]]] = {
    "columns": _columns,
    "sort": _sort_fields,
    **dict.fromkeys(("select", "ignore", "extend_select"), _rules),
}
_FORMATS: dict[str, Callable[[], Iterable[str]]] = {
    **dict.fromkeys(("list", "search", "similar"), _row_formats),
    "show": _show_formats,
    "validate": _report_formats,
}


# --- bash -------------------------------------------------------------------------------------------------------------

# One word as it is typed: quotes may be open at its end.
_WORD = re.compile(r"""(?:[^\s"'\\]|\\.|\\$|"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$))+""", re.DOTALL)
_PIECE = re.compile(r"""'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.?)|([^"'\\]+)""", re.DOTALL)


def _meant(typed: str) -> str:
    """A word without its quotes and backslashes."""
    return "".join(
        re.sub(r'\\(["\\$`])', r"\1", quoted) if quoted else single or escaped or plain
        for single, quoted, escaped, plain in _PIECE.findall(typed)
    )


def _read_bash(environ: Mapping[str, str]) -> Line:
    """bash parts words at : and = too (COMP_WORDBREAKS): they are put together again."""
    text, number = environ["COMP_WORDS"], int(environ["COMP_CWORD"])
    parts = text.split("\n") if "\n" in text else _WORD.findall(text)
    words: list[str] = []
    joined = False
    for part in (*parts, "")[: number + 1]:
        breaks = part != "" and not part.strip(":=")
        if words and (breaks or joined):
            words[-1] += part
        else:
            words.append(part)
        joined = breaks
    return Line([_meant(word) for word in words[1:-1]], _meant(words[-1]), words[-1])


# Up to the last : or = that is not escaped.
_BROKEN = re.compile(r"(?:[^\\]|\\.)*[:=]", re.DOTALL)


def _write_bash(found: Choices | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """What bash puts in the place of the word, from its quote or its last : or = on, is quoted as it began."""
    # Of `--topic=AI` the choice is the value alone.
    typed = line.typed.partition("=")[2] if line.typed.startswith("--") else line.typed
    done, quote = _done(typed)
    texts = [_QUOTED[quote](each.text[len(done) :]) for each in found or ()]
    if quote and len(texts) == 1 and texts[0].endswith(quote):
        texts[0] += quote  # readline closes a quote only where none stands already
    return "\n".join(texts), 0


def _done(typed: str) -> tuple[str, str]:
    """What of the word stays as it is, and the quote that is open after that, if any."""
    *_, last = _PIECE.finditer(typed + " ")
    if last[0][0] in "\"'":
        return _meant(typed[: last.start()]), last[0][0]
    broken = _BROKEN.match(typed)
    return (_meant(broken[0]) if broken else ""), ""


_QUOTED: dict[str, Callable[[str], str]] = {
    "": lambda text: re.sub(r"([^\w@%+./,-])", r"\\\1", text),
    '"': lambda text: re.sub(r'(["\\$`])', r"\\\1", text),
    "'": lambda text: text.replace("'", r"'\''"),
}


# --- zsh and fish -----------------------------------------------------------------------------------------------------


def _read_line(environ: Mapping[str, str]) -> Line:
    """The line up to the cursor."""
    text = environ["_TYPER_COMPLETE_ARGS"]
    found = list(_WORD.finditer(text))
    typed = found.pop()[0] if found and found[-1].end() == len(text) else ""
    return Line([_meant(each[0]) for each in found[1:]], _meant(typed), typed)


def _option_before(line: Line) -> str:
    """`--topic=` of the word `--topic=AI`, whose choices are values only; else nothing."""
    option, equals, _ = line.begun.partition("=")
    return option + equals if equals and option.startswith("--") else ""


def _write_zsh(found: Choices | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """zsh evaluates it: but for letters, digits and what is not ASCII every character is written as its number."""
    if found is None:
        return "_files", 0
    if not found:
        return "", 0
    before = _option_before(line)
    texts = " ".join(_numbered(before + each.text) for each in found)
    shown = " ".join(_numbered(f"{each.text}  -- {each.meaning}" if each.meaning else each.text) for each in found)
    # -U: they begin as they should already; -l: one a line, where there is a meaning to show.
    lines = "-l " if any(each.meaning for each in found) else ""
    return f"local -a texts shown; texts=({texts}); shown=({shown}); compadd -U {lines}-d shown -a texts", 0


def _numbered(text: str) -> str:
    readable = "".join(character if character.isprintable() else " " for character in text)
    return "$'" + re.sub(r"[^\w]", lambda found: _number(found[0]), readable) + "'"


def _number(character: str) -> str:
    return f"\\x{ord(character):02x}" if character.isascii() else character


def _write_fish(found: Choices | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """fish asks twice: whether there is anything (by the exit code), and what."""
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if found else 1
    before = _option_before(line)
    texts = [(_spelt_as_typed(before + each.text, line.begun), _on_one_line(each.meaning)) for each in found or ()]
    return "\n".join(f"{text}\t{meaning}".rstrip("\t") for text, meaning in texts), 0


def _spelt_as_typed(text: str, begun: str) -> str:
    """`topic:"computer Vision"` for `topic:comp`.

    fish drops what neither starts with the word nor has its characters in their order and case. A quote
    more is tolerated, another case is not; the query language ignores case, except after `:=`.
    """
    at = len(os.path.commonprefix((text, begun)))  # noqa: RUF071 - characters are meant
    typed, rest = begun[at:], text[at + 1 :]
    if text[at : at + 1] != '"' or begun[:at].endswith("=") or not rest.casefold().startswith(typed.casefold()):
        return text
    return text[: at + 1] + typed + rest[len(typed) :]


def _on_one_line(text: str) -> str:
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())


_SHELLS: dict[str, tuple[Callable[..., Line], Callable[..., tuple[str, int]]]] = {
    "complete_bash": (_read_bash, _write_bash),
    "complete_zsh": (_read_line, _write_zsh),
    "complete_fish": (_read_line, _write_fish),
}
