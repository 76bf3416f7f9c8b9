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
    case("a byte-order mark", "listed NC043:1", "\ufeff" + _ONE),
    case("two byte-order marks", "listed NC043:1", "\ufeff\ufeff" + _ONE),
    case("a byte-order mark alone", "NC002:1", "\ufeff"),
    case("UTF-16, little end first", "NC003:1", _ONE.encode("utf-16")),
    case("UTF-16, big end first", "NC003:1", b"\xfe\xff" + _ONE.encode("utf-16-be")),
    case("UTF-16 without a mark", "NC003:1", _ONE.encode("utf-16-le")),
    case("UTF-32", "NC003:1", _ONE.encode("utf-32")),
    case("Latin-1", "NC003:2", article("title: Caf\xe9").encode("latin-1")),
    case("Windows-1252 in the body", "listed NC003:18", article(body="It\x92s").encode("latin-1")),
    case("a surrogate in UTF-8", "NC003:2", article("title: \ud800")),
    case("an overlong slash", "NC003:2", article("title: a").encode().replace(b": a", b": \xc0\xaf")),
    case("a character cut short at the end", "listed NC003:18", _ONE.encode() + b"\xe2\x82"),
    case("gzip", "NC003:1", b"\x1f\x8b\x08\x00" + bytes(range(256))),
    case("a PNG named as an article", "NC003:1", b"\x89PNG\r\n\x1a\n" + bytes(1000)),
    case("all bytes there are", "NC003:3", bytes(range(256)) * 10),
    case("a NUL in the title", "NC011:2", article("title: a\0b")),
    case("NULs alone", "ignored", bytes(5000)),
    case("a NUL before the fence", "NC003:1", "\0" + _ONE),
    case("a NUL in the body", "listed", article(body="a\0b")),
    case("an empty file", "NC002:1", b""),
    case("blanks alone", "NC002:1", "  \n\t\n"),
    case("a form feed alone", "NC002:1", "\f"),
]

LINES = [
    case("carriage returns alone", "listed", _ONE.replace("\n", "\r")),
    case("carriage returns and line feeds", "listed", _ONE.replace("\n", "\r\n")),
    case("line ends of three kinds", "listed", _ONE.replace("\n", "\r\n", 3).replace("\n", "\r", 2)),
    case("next-line characters as line ends", "NC004:1", _ONE.replace("\n", "\x85")),
    case("a next-line character in the title", "listed", article("title: a\x85b")),
    case("line and paragraph separators in the title", "listed", article('title: "a\u2028b\u2029c"')),
    case("a vertical tab in the title", "NC011:2", article("title: a\vb")),
    case("a form feed in the title", "NC011:2", article("title: a\fb")),
    case("no line end at the end", "listed", _ONE.rstrip("\n")),
]

FENCES = [
    case("no closing fence", "NC005:1", "---\ntitle: a\n"),
    case("an opening fence alone", "NC005:1", "---"),
    case("an opening fence and a line end", "NC005:1", "---\n"),
    case("blanks after the fences", "listed", _ONE.replace("---\n", "---  \t\n")),
    case("an end of three dots", "listed", _ONE.removesuffix("---\n") + "...\nbody\n"),
    case("four dashes", "NC004:1", _ONE.replace("---", "----")),
    case("two dashes", "NC004:1", _ONE.replace("---", "--")),
    case("the name of the format after the opening fence", "listed", _ONE.replace("---\n", "--- yaml\n", 1)),
    case("a comment after the opening fence", "NC004:1", _ONE.replace("---\n", "--- # x\n", 1)),
    case("a blank line before the fence", "listed NC044:1", "\n" + _ONE),
    case("a blank before the fence", "NC004:1", " " + _ONE),
    case("a comment before the fence", "NC004:1", "<!-- x -->\n" + _ONE),
    case("a closing fence that is indented", "NC005:3", "---\ntitle: a\n ---\nb"),
    case("a fence inside a block of text", "listed", article("note: |\n  a\n  ---\n  b")),
    case("a fence at the edge inside a block of text", "listed", "---\ntitle: |\n  a\n---\nb: 1\n---\n"),
    case("front matter in front matter", "listed", _ONE + _ONE),
    case("a body of fences", "listed", article(body="---\n" * 100_000)),
    case("a README without front matter", "ignored", "# Read me\n\nNothing here.\n", file="README.md"),
    case("a horizontal rule later on", "ignored", "# Title\n\n---\n\ntext\n"),
    case("TOML", "listed", '+++\ntitle = "One"\n+++\nbody\n'),
    case("TOML that is not closed", "NC005:1", '+++\ntitle = "One"\n'),
    case("TOML with 40,000 brackets", "NC016:2", "+++\na = " + "[" * 40_000 + "\n+++\n"),
    case("TOML with 40,000 closed brackets", "NC016:2", "+++\na = " + "[" * 40_000 + "]" * 40_000 + "\n+++\n"),
    case("TOML with a key of 5,000 parts", "NC016:2", "+++\n" + "a." * 5000 + "b = 1\n+++\n"),
    case("TOML with tables inside each other", "NC016:2", "+++\n[" + ".".join(["a"] * 3000) + "]\n+++\n"),
    case("TOML with an integer of 5,000 digits", "NC018:2", "+++\na = " + "9" * 5000 + "\n+++\n"),
    case("TOML with an impossible date", "NC010:2", "+++\ndate = 2022-02-30\n+++\n"),
    case("TOML with a duplicate key", "NC010:3", "+++\na = 1\na = 2\n+++\n"),
    case("TOML with infinity", "listed", '+++\ntitle = "One"\nx = inf\ny = nan\n+++\n'),
    case("TOML with a time of day", "listed", '+++\ntitle = "One"\nx = 07:32:00\n+++\n'),
    case("TOML with a bidi override", "listed", '+++\ntitle = "\u202ex"\n+++\n'),
    case("JSON", "listed", '{"title": "One"}\nbody\n'),
    case("JSON with 40,000 brackets", "NC016:1", '{"a": ' + "[" * 40_000),
    case("JSON with 100,000 closed brackets", "NC016:1", '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}"),
    case("JSON with 100,000 braces", "NC016:1", '{"a":' * 100_000),
    case("JSON with half a surrogate pair", "NC018:1", '{"title": "\\ud800"}'),
    case("JSON with not a number", "NC018:1", '{"title": "a", "x": NaN}'),
    case("JSON with infinity", "NC018:1", '{"title": "a", "x": -Infinity}'),
    case("JSON with a large exponent", "listed", '{"title": "a", "x": 1e999}'),
    case("JSON with an integer of 5,000 digits", "NC018:1", '{"x": ' + "9" * 5000 + "}"),
    case("JSON with a duplicate key", "listed NC040:1", '{"title": "a", "title": "b"}'),
    case("JSON that is not closed", "NC010:1", '{"title": "a"'),
    case("JSON of a list", "ignored", '[{"title": "a"}]'),
    case("JSON with an escaped NUL", "listed", '{"title": "a\\u0000b"}'),
    case("JSON with raw control characters", "NC010:1", '{"title": "a\x1b[31mb"}'),
    case("JSON of 6 MiB", "NC017:1", '{"title": "' + "x" * 6 * 1024 * 1024 + '"}'),
    case("a brace that is no JSON", "ignored", "{% include header %}\n"),
]

SIZES = [
    case("front matter of 5 MiB", "NC017:1", fenced("a: " + "x" * 5 * 1024 * 1024)),
    case("front matter of 5 MiB in characters of three bytes", "NC017:1", fenced("a: " + "\u20ac" * 1_700_000)),
    case("front matter of just under 4 MiB", "listed", article("note: " + "x" * (4 * 1024 * 1024 - 1000))),
    case("a fence that never closes in 8 MiB", "NC017:1", "---\n" + "a: 1\n" * 1_600_000),
    case("a body of 1 GiB", "listed", sparse(1 << 30)),
    case("a body of 1 GiB and no front matter", "ignored", sparse(1 << 30, "# Title\n")),
    case("a fence that never closes in 1 GiB", "NC017:1", sparse(1 << 30, "---\ntitle: a\n")),
    case("1 GiB of NULs", "ignored", sparse(1 << 30, "")),
    case("JSON and then 1 GiB", "listed", sparse(1 << 30, '{"title": "One"}\n')),
    case("TOML and then 1 GiB", "listed", sparse(1 << 30, '+++\ntitle = "One"\n+++\n')),
    case("JSON that never closes in 1 GiB", "NC010:1", sparse(1 << 30, '{"title": "One')),
    case("a body of one line of 20 MiB", "listed", article(body="word " * 4 * 1024 * 1024)),
    case("a body of 20 MiB of emoji", "listed", article(body="\U0001f600 " * 4 * 1024 * 1024)),
]

HOSTILE = {
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
    "300,000 wide characters": "\u6f22" * 300_000,
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


def title_case(name: str) -> Case:
    """An article that has a hostile text for a title, a topic and a provider."""
    text = _quoted(HOSTILE[name])
    top = f"title: {text}\ntopics: [{text}]\nprovider: {{name: {text}, domain: example.com}}"
    return case(name, "listed", article(top, body=HOSTILE[name]))


TITLES = [title_case(name) for name in HOSTILE]

CASES: list[Case] = ENCODINGS + LINES + FENCES + SIZES + TITLES
