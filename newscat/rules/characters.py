"""NC401 to NC408: characters that a conversion left in a string."""

import re
from collections.abc import Callable
from typing import Any

from newscat.article.finding import Severity
from newscat.article.values import ENTITY
from newscat.rules.engine import Family, Match
from newscat.rules.fixes import Rewrite
from newscat.rules.wording import quoted, where

Path = tuple[Any, ...]
Check = Callable[[Path, str], Match | None]

TEXT = Family()
# The rules for every string, each after a test of all strings at once that never misses a match.
everywhere: list[tuple[Callable[[str], object], Check]] = []
_ENTITY = re.compile(ENTITY)
# Without joiners (U+200C, U+200D) and the marks that direct Hebrew and Arabic (U+200E, U+200F), which are intended,
# and without tab and newline, which are whitespace. The carriage return has a rule of its own.
_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]")


def string_rule(code: str, severity: Severity, is_possible: Callable[[str], object]) -> Callable[[Check], Check]:
    def decorate(function: Check) -> Check:
        check = TEXT.rule(code, severity)(function)
        everywhere.append((is_possible, check))
        return check

    return decorate


@string_rule("NC401", Severity.WARNING, lambda joined: "&" in joined and _ENTITY.search(joined))
def html_entity(path: Path, string: str) -> Match | None:
    """A string contains an HTML entity.

    ## What it does
    Reports entities that HTML defines, such as `&#8217;` and `&amp;`, in `title`, `excerpt`, `topics`,
    `provider.name` and the titles and excerpts of `related`. Each string is reported once. In pages it is an info, and
    no fix is safe, because the program that builds the page may print the string as HTML.

    ## Why is this bad?
    The fields are plain text, not HTML. A program that shows them correctly prints `&#8217;` literally, and a search
    for `we’re` does not find it.

    ## Example
    ```yaml
    title: "We&#8217;re here"
    ```

    Use instead:
    ```yaml
    title: "We’re here"
    ```

    ## Fix
    Decodes each entity once: `&amp;lt;` becomes `&lt;`. Unsafe if the result is another entity, a `<` or an invisible
    character.
    """
    known = _entities(string)
    if not known:
        return None
    from html import unescape

    entities = {match[0] for match in known}
    text = _ENTITY.sub(lambda match: unescape(match[0]) if match[0] in entities else match[0], string)
    decoded = "".join(map(unescape, entities))
    is_safe = not _entities(text) and "<" not in decoded and "\ufffd" not in decoded and not _HIDDEN.search(decoded)
    more = f" and {len(known) - 1} more" if len(known) > 1 else ""
    message = f"{where(path)} contains the HTML entity {quoted(known[0][0])}{more}"
    return Match(path, message, fix=Rewrite(path, text, "Decode the HTML entities", is_safe), offset=known[0].start())


def _entities(string: str) -> list[re.Match[str]]:
    """The entities that HTML defines: `&#8217;` and `&amp;`, but not the `&T;` of `AT&T;`."""
    if "&" not in string:
        return []
    from html.entities import html5  # 2,125 names: 1 ms

    return [match for match in _ENTITY.finditer(string) if match[0][1] == "#" or match[0][1:] in html5]


@string_rule("NC402", Severity.WARNING, lambda joined: "\r" in joined)
def carriage_return(path: Path, string: str) -> Match | None:
    """A string contains a carriage return.

    ## What it does
    Reports `\\r` in a string, where the file has the escape `"\\r"`. CR LF line endings of the file are not part of
    a value and are not reported.

    ## Why is this bad?
    It is left over from a Windows form. Programs count, compare and print it as a character: on a terminal it moves the
    cursor to the start of the line.

    ## Example
    ```yaml
    excerpt: "One.\\r\\nTwo."
    ```

    Use instead:
    ```yaml
    excerpt: "One.\\nTwo."
    ```

    ## Fix
    Replaces `\\r\\n` and `\\r` with `\\n`.
    """
    if "\r" not in string:
        return None
    text = string.replace("\r\n", "\n").replace("\r", "\n")
    fix = Rewrite(path, text, "Replace carriage returns with newlines")
    return Match(path, f"{where(path)} contains a carriage return", fix=fix, offset=string.index("\r"))


@string_rule("NC403", Severity.WARNING, lambda joined: not joined.isprintable() and _HIDDEN.search(joined))
def hidden_character(path: Path, string: str) -> Match | None:
    """A string contains an invisible character.

    ## What it does
    Reports control characters, soft hyphens, zero-width spaces, byte-order marks and characters that change the writing
    direction, also if they are written as escapes. Tabs, newlines and the joiners of Arabic and Hindi are allowed.

    ## Why is this bad?
    Nobody sees the character, but a search does not find the word, and some characters make a string read differently.

    ## Example
    ```yaml
    title: "\\u200bOne"
    ```

    Use instead:
    ```yaml
    title: "One"
    ```

    ## Fix
    Removes the characters. Unsafe, because another character may have been intended.
    """
    found = _HIDDEN.search(string)
    if found is None:
        return None
    fix = Rewrite(path, _HIDDEN.sub("", string), "Remove the invisible characters", False)
    message = f"{where(path)} contains the invisible character U+{ord(found[0]):04X}"
    return Match(path, message, fix=fix, offset=found.start())


@string_rule("NC408", Severity.WARNING, lambda joined: not joined.isascii() and any(map(joined.__contains__, _FIRST)))
def mojibake(path: Path, string: str) -> Match | None:
    """A string was decoded with the wrong encoding.

    ## What it does
    Reports sequences such as `â€™` and `Ã©`, which are UTF-8 that was decoded as Windows-1252, and `�`, which replaces
    a character that was lost.

    ## Why is this bad?
    Nobody can read or find the word.

    ## Example
    ```yaml
    title: "Donâ€™t panic"
    ```

    Use instead:
    ```yaml
    title: "Don’t panic"
    ```

    ## Fix
    Decodes each sequence that gives a character. Unsafe, because it is a guess. It cannot restore what `�` replaced.
    """
    found = _MOJIBAKE.search(string)
    if found is None:
        return None
    text = _MOJIBAKE.sub(lambda match: _decoded(match[0]), string)
    message = f"{where(path)} contains {quoted(found[0])}"
    if text == string:
        return Match(path, f"{message}, where a character was lost", offset=found.start())
    fix = Rewrite(path, text, "Re-decode the text", False)
    return Match(path, f"{message}, probably meant as {quoted(_decoded(found[0]))}", fix=fix, offset=found.start())


_FIRST = "ÂÃâðïÐÑ\ufffd"  # each character that a match may begin with
# UTF-8 that was decoded as Windows-1252: the characters of continuation bytes. `_REST` is without curly quotes and
# the ellipsis, which also follow uppercase words: `MANHÔ`.
_REST = "\x80-\xbf€‚ƒ„†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ"
_ANY_REST = _REST + "…‘’“”"
_MOJIBAKE = re.compile(
    f"[ÂÃ][{_REST}]|â[€‚„†œ\x80\x82\x84\x86\x9c][{_ANY_REST}]|ðŸ[{_ANY_REST}]{{2}}|ï¿½|(?:[ÐÑ][{_ANY_REST}]){{3,}}|\ufffd"
)


def _decoded(sequence: str) -> str:
    """The characters whose UTF-8 was decoded as Windows-1252, or the sequence itself if there are none."""
    try:
        text = b"".join(map(_byte, sequence)).decode()
    except UnicodeError:
        return sequence
    return sequence if "\ufffd" in text or _HIDDEN.search(text) else text


def _byte(character: str) -> bytes:
    """Windows-1252 leaves five bytes undefined; browsers decode them as Latin-1."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")
