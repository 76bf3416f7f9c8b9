"""How bash, zsh and fish report the command line, and the form in which each expects completions."""

import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from newscat.cli.completion.values import Completions


class Line(NamedTuple):
    """The words before the cursor, without the program, and the word at it: unquoted, and as typed."""

    words: list[str]
    begun: str
    typed: str


# One word as typed; a quote may be open at its end.
_WORD = re.compile(r"""(?:[^\s"'\\]|\\.|\\$|"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$))+""", re.DOTALL)
_PIECE = re.compile(r"""'([^']*)'?|"((?:[^"\\]|\\.)*)"?|\\(.?)|([^"'\\]+)""", re.DOTALL)


def _meant(typed: str) -> str:
    """Remove the quotes and backslashes of a word."""
    return "".join(
        re.sub(r'\\(["\\$`])', r"\1", quoted) if quoted else single or escaped or plain
        for single, quoted, escaped, plain in _PIECE.findall(typed)
    )


def _read_bash(environ: Mapping[str, str]) -> Line:
    """Join what bash splits at : and = (COMP_WORDBREAKS)."""
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


def _write_bash(found: Completions | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """bash replaces the word from its open quote or its last : or = on; values are quoted like that part."""
    # For `--topic=AI`, the completions are only values.
    typed = line.typed.partition("=")[2] if line.typed.startswith("--") else line.typed
    done, quote = _done(typed)
    values = [_QUOTED[quote](each.text[len(done) :]) for each in found or ()]
    if quote and len(values) == 1 and values[0].endswith(quote):
        values[0] += quote  # readline does not close a quote before an existing one
    return "\n".join(values), 0


def _done(typed: str) -> tuple[str, str]:
    """The part of the word that bash keeps, and the quote that is open after it, if any."""
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
    """`--topic=` for the word `--topic=AI`, whose completions are only values; else an empty string."""
    option, equals, _ = line.begun.partition("=")
    return option + equals if equals and option.startswith("--") else ""


def _write_zsh(found: Completions | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """zsh evaluates the answer, so all ASCII characters but letters and digits are escaped."""
    if found is None:
        return "_files", 0
    if not found:
        return "", 0
    before = _option_before(line)
    values = " ".join(_numbered(before + each.text) for each in found)
    shown = " ".join(_numbered(f"{each.text}  -- {each.meaning}" if each.meaning else each.text) for each in found)
    # -U: no further matching; -l: one per line, if there are descriptions.
    lines = "-l " if any(each.meaning for each in found) else ""
    return f"local -a values shown; values=({values}); shown=({shown}); compadd -U {lines}-d shown -a values", 0


def _numbered(text: str) -> str:
    return "$'" + re.sub(r"[\x00-\x7f](?<!\w)", lambda found: f"\\x{ord(found[0]):02x}", _readable(text)) + "'"


def _readable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def _write_fish(found: Completions | None, line: Line, environ: Mapping[str, str]) -> tuple[str, int]:
    """fish asks twice: whether there are completions (the exit code), and which."""
    if environ.get("_TYPER_COMPLETE_FISH_ACTION") == "is-args":
        return "", 0 if found else 1
    before = _option_before(line)
    values = [
        (_spelt_as_typed(before + each.text, line.begun), " ".join(_readable(each.meaning).split()))
        for each in found or ()
    ]
    return "\n".join(f"{text}\t{meaning}".rstrip("\t") for text, meaning in values), 0


def _spelt_as_typed(text: str, begun: str) -> str:
    """`topic:"computer Vision"` for `topic:comp`.

    fish drops completions without the characters of the word in the same order and case. An additional quote is
    accepted, another case is not; the query language ignores case, except after `:=`.
    """
    at = len(os.path.commonprefix((text, begun)))  # noqa: RUF071 - characters are meant
    typed, rest = begun[at:], text[at + 1 :]
    if text[at : at + 1] != '"' or begun[:at].endswith("=") or not rest.casefold().startswith(typed.casefold()):
        return text
    return text[: at + 1] + typed + rest[len(typed) :]


SHELLS: dict[str, tuple[Callable[..., Line], Callable[..., tuple[str, int]]]] = {
    "complete_bash": (_read_bash, _write_bash),
    "complete_zsh": (_read_line, _write_zsh),
    "complete_fish": (_read_line, _write_fish),
}
