"""Files that are hostile as text: encodings, line ends, fences, sizes, and what a terminal would obey."""

import os
from pathlib import Path

from hostile.cases import Case, Maker, article, case, fenced

_ONE = article()


def sparse(size: int, start: str = _ONE) -> Maker:
    """A file that claims to be of `size` bytes: front matter, then a hole."""

    def make(path: Path) -> None:
        path.write_bytes(start.encode())
        os.truncate(path, size)

    return make


ENCODINGS = [
    case("a byte-order mark", "?", "\ufeff" + _ONE),
    case("two byte-order marks", "?", "\ufeff\ufeff" + _ONE),
    case("a byte-order mark alone", "?", "\ufeff"),
    case("UTF-16, little end first", "?", _ONE.encode("utf-16")),
    case("UTF-16, big end first", "?", b"\xfe\xff" + _ONE.encode("utf-16-be")),
    case("UTF-16 without a mark", "?", _ONE.encode("utf-16-le")),
    case("UTF-32", "?", _ONE.encode("utf-32")),
    case("Latin-1", "?", article("title: Caf\xe9").encode("latin-1")),
    case("Windows-1252 in the body", "?", article(body="It\x92s").encode("latin-1")),
    case("a surrogate in UTF-8", "?", article("title: \ud800")),
    case("an overlong slash", "?", article("title: a").encode().replace(b": a", b": \xc0\xaf")),
    case("a character cut short at the end", "?", _ONE.encode() + b"\xe2\x82"),
    case("gzip", "?", b"\x1f\x8b\x08\x00" + bytes(range(256))),
    case("a PNG named as an article", "?", b"\x89PNG\r\n\x1a\n" + bytes(1000)),
    case("all bytes there are", "?", bytes(range(256)) * 10),
    case("a NUL in the title", "?", article("title: a\0b")),
    case("NULs alone", "?", bytes(5000)),
    case("a NUL before the fence", "?", "\0" + _ONE),
    case("a NUL in the body", "?", article(body="a\0b")),
    case("an empty file", "?", b""),
    case("blanks alone", "?", "  \n\t\n"),
    case("a form feed alone", "?", "\f"),
]

LINES = [
    case("carriage returns alone", "?", _ONE.replace("\n", "\r")),
    case("carriage returns and line feeds", "?", _ONE.replace("\n", "\r\n")),
    case("line ends of three kinds", "?", _ONE.replace("\n", "\r\n", 3).replace("\n", "\r", 2)),
    case("next-line characters as line ends", "?", _ONE.replace("\n", "\x85")),
    case("a next-line character in the title", "?", article("title: a\x85b")),
    case("line and paragraph separators in the title", "?", article('title: "a\u2028b\u2029c"')),
    case("a vertical tab in the title", "?", article("title: a\vb")),
    case("a form feed in the title", "?", article("title: a\fb")),
    case("no line end at the end", "?", _ONE.rstrip("\n")),
]

FENCES = [
    case("no closing fence", "?", "---\ntitle: a\n"),
    case("an opening fence alone", "?", "---"),
    case("an opening fence and a line end", "?", "---\n"),
    case("blanks after the fences", "?", _ONE.replace("---\n", "---  \t\n")),
    case("an end of three dots", "?", _ONE.removesuffix("---\n") + "...\nbody\n"),
    case("four dashes", "?", _ONE.replace("---", "----")),
    case("two dashes", "?", _ONE.replace("---", "--")),
    case("text after the opening fence", "?", _ONE.replace("---\n", "--- yaml\n", 1)),
    case("a comment after the opening fence", "?", _ONE.replace("---\n", "--- # x\n", 1)),
    case("a blank line before the fence", "?", "\n" + _ONE),
    case("a blank before the fence", "?", " " + _ONE),
    case("a comment before the fence", "?", "<!-- x -->\n" + _ONE),
    case("a closing fence that is indented", "?", "---\ntitle: a\n ---\nb"),
    case("a fence inside a block of text", "?", article("note: |\n  a\n  ---\n  b")),
    case("a fence at the edge inside a block of text", "?", "---\ntitle: |\n  a\n---\nb: 1\n---\n"),
    case("front matter in front matter", "?", _ONE + _ONE),
    case("a body of fences", "?", article(body="---\n" * 100_000)),
    case("a README without front matter", "?", "# Read me\n\nNothing here.\n", file="README.md"),
    case("a horizontal rule later on", "?", "# Title\n\n---\n\ntext\n"),
    case("TOML", "?", '+++\ntitle = "One"\n+++\nbody\n'),
    case("TOML that is not closed", "?", '+++\ntitle = "One"\n'),
    case("TOML with 40,000 brackets", "?", "+++\na = " + "[" * 40_000 + "\n+++\n"),
    case("TOML with 40,000 closed brackets", "?", "+++\na = " + "[" * 40_000 + "]" * 40_000 + "\n+++\n"),
    case("TOML with a key of 5,000 parts", "?", "+++\n" + "a." * 5000 + "b = 1\n+++\n"),
    case("TOML with tables inside each other", "?", "+++\n[" + ".".join(["a"] * 3000) + "]\n+++\n"),
    case("TOML with an integer of 5,000 digits", "?", "+++\na = " + "9" * 5000 + "\n+++\n"),
    case("TOML with an impossible date", "?", "+++\ndate = 2022-02-30\n+++\n"),
    case("TOML with a duplicate key", "?", "+++\na = 1\na = 2\n+++\n"),
    case("TOML with infinity", "?", '+++\ntitle = "One"\nx = inf\ny = nan\n+++\n'),
    case("TOML with a time of day", "?", '+++\ntitle = "One"\nx = 07:32:00\n+++\n'),
    case("TOML with a bidi override", "?", '+++\ntitle = "\u202ex"\n+++\n'),
    case("JSON", "?", '{"title": "One"}\nbody\n'),
    case("JSON with 40,000 brackets", "?", '{"a": ' + "[" * 40_000),
    case("JSON with 100,000 closed brackets", "?", '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    case("JSON with 100,000 braces", "?", '{"a":' * 100_000),
    case("JSON with half a surrogate pair", "?", '{"title": "\\ud800"}'),
    case("JSON with not a number", "?", '{"title": "a", "x": NaN}'),
    case("JSON with infinity", "?", '{"title": "a", "x": -Infinity}'),
    case("JSON with a large exponent", "?", '{"title": "a", "x": 1e999}'),
    case("JSON with an integer of 5,000 digits", "?", '{"x": ' + "9" * 5000 + "}"),
    case("JSON with a duplicate key", "?", '{"title": "a", "title": "b"}'),
    case("JSON that is not closed", "?", '{"title": "a"'),
    case("JSON of a list", "?", '[{"title": "a"}]'),
    case("JSON with an escaped NUL", "?", '{"title": "a\\u0000b"}'),
    case("JSON with raw control characters", "?", '{"title": "a\x1b[31mb"}'),
    case("JSON of 6 MiB", "?", '{"title": "' + "x" * 6 * 1024 * 1024 + '"}'),
    case("a brace that is no JSON", "?", "{% include header %}\n"),
]

SIZES = [
    case("front matter of 5 MiB", "?", fenced("a: " + "x" * 5 * 1024 * 1024)),
    case("front matter of 5 MiB in characters of three bytes", "?", fenced("a: " + "\u20ac" * 1_700_000)),
    case("front matter of just under 4 MiB", "?", article("note: " + "x" * (4 * 1024 * 1024 - 1000))),
    case("a fence that never closes in 8 MiB", "?", "---\n" + "a: 1\n" * 1_600_000),
    case("a body of 1 GiB", "?", sparse(1 << 30)),
    case("a body of 1 GiB and no front matter", "?", sparse(1 << 30, "# Title\n")),
    case("a fence that never closes in 1 GiB", "?", sparse(1 << 30, "---\ntitle: a\n")),
    case("1 GiB of NULs", "?", sparse(1 << 30, "")),
    case("JSON and then 1 GiB", "?", sparse(1 << 30, '{"title": "One"}\n')),
    case("TOML and then 1 GiB", "?", sparse(1 << 30, '+++\ntitle = "One"\n+++\n')),
    case("JSON that never closes in 1 GiB", "?", sparse(1 << 30, '{"title": "One')),
    case("a body of one line of 20 MiB", "?", article(body="word " * 4 * 1024 * 1024)),
    case("a body of 20 MiB of emoji", "?", article(body="\U0001f600 " * 4 * 1024 * 1024)),
]

_HOSTILE = {
    "markup of Rich": "[red]x[/red] [/b] [link=https://evil.example]y[/link]",
    "an emoji code": ":smile: :warning:",
    "backslashes": r"a\nb\\c \[x] C:\new",
    "HTML": '<script>alert(1)</script> &amp; <b>"x"</b>',
    "brackets with a word": "[i]not italic[/i] [1] []",
    "Markdown": "**a** | `b` | [c](javascript:alert(1)) \\| _d_",
    "a title made of a colour": "\x1b[31mred\x1b[0m",
    "clearing the screen": "\x1b[2J\x1b[H",
    "a link by OSC 8": "\x1b]8;;https://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "the clipboard by OSC 52": "\x1b]52;c;ZXZpbA==\x07",
    "the window's title by OSC 0": "\x1b]0;owned\x07",
    "a device control string": "\x1bP+q544e\x1b\\",
    "C1 controls": "\x9b31m \x9d52;c;x\x9c \x85",
    "DEL and backspaces": "a\x7f\x08\x08b",
    "a bell": "\a\a",
    "a carriage return": "good\rbad",
    "a bidi override": "\u202etxet\u202c \u2066a\u2069",
    "zero-width characters": "a\u200bb\u200d\ufeffc",
    "combining characters": "a" + "\u0301" * 500,
    "a million wide characters": "\u6f22" * 1_000_000,
    "tag characters": "".join(chr(0xE0000 + ord(each)) for each in "evil"),
    "private-use characters": "\U0010ff80\U0010ffff\ue000",
    "non-characters": "\ufdd0\ufffe\uffff\U0001ffff",
    "a formula": '=HYPERLINK("https://evil.example", "x")',
    "a formula by a plus sign": "+1+cmd|' /C calc'!A0",
    "a formula by a minus sign": "-2+3+cmd|' /C calc'!A0",
    "a formula by an at sign": "@SUM(1+1)*cmd",
    "a formula after a tab": "\t=1+1",
    "a workflow command of GitHub": "::error file=x::y%0A::stop-commands::z",
    "a percent sign and format codes": "%s %d {0} {} %(x)s ${HOME} `id`",
    "newlines": "one\n\nthree\n",
}


def _quoted(text: str) -> str:
    """In double quotes, what YAML cannot hold escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in escaped) + '"'


TITLES = [
    case(name, "?", article(f"title: {_quoted(text)}\ntopics: [{_quoted(text)}]\nprovider: {{name: {_quoted(text)}, domain: example.com}}", body=text))
    for name, text in _HOSTILE.items()
]

CASES: list[Case] = ENCODINGS + LINES + FENCES + SIZES + TITLES
