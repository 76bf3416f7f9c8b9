"""What cannot be read, or not as it is meant: the fault's name, its line and column, and what it says."""

from datetime import date

import pytest

from newscat.article.frontmatter import Fault, FrontMatterError, parse
from newscat.article.frontmatter.faults import NO_FIELDS

MIB = 1024 * 1024
FIRST_LINE = "front matter must begin on the first line, in the first column"
ONLY_DASHES = "the first line must be only '---'"
SCRIPT = "front matter in JavaScript or CoffeeScript is not supported; write YAML, TOML or JSON"
BARE = "the file begins with fields, but its first line is not a fence"
UNINDENTED = "a line of a quoted string is not indented: not all programs read it"
LENIENT = "not valid in YAML 1.2, though some programs read it"
COMMENT = "comments must be separated from other tokens by whitespace"
NO_PLUSES = "no closing '+++' after the front matter"
EARLY = "this line ends the front matter, before its fields: remove it"
NO_DASHES = "no closing '---' after the front matter"
LIST = "the front matter is a list, not 'name: value' lines"
TEXT_AFTER_BLOCK = "text after '|' or '>': begin it on the next line, or put it in quotes"
SINGLE = "the front matter is a single value, not 'name: value' lines"
DEEP = "lists and mappings are nested more than 100 levels deep"
CORE = "is not in YAML's core schema"
MERGE = "'<<' must refer to a mapping or a list of mappings"
HALF = "half of a surrogate pair is not a character"
VALUE_IN_VALUE = "a second colon on the line: put the value in quotes"

REFUSED = [
    # empty or blank
    ("", "empty-file", 1, 1, "the file is empty"),
    (" \t\r\n\n", "empty-file", 1, 1, "the file has only whitespace"),
    ("\ufeff", "empty-file", 1, 1, "the file has only whitespace"),
    ("\ufeff\ufeff\n\f", "empty-file", 1, 1, "the file has only whitespace"),
    # not UTF-8
    (b"\xff\xfe-\0-\0", "not-utf8", 1, 1, "not UTF-8 but UTF-16: save the file as UTF-8"),
    (b"---\na: caf\xe9\n---\n", "not-utf8", 2, 7, "not UTF-8: byte 0xe9 at offset 10 is not part of a character"),
    (b"---\ra: \xed\xa0\x80\r---\r", "not-utf8", 2, 4, "not UTF-8: byte 0xed at offset 7 is not part of a character"),
    (b"\xef\xbb\xbf\xe9", "not-utf8", 1, 1, "not UTF-8: byte 0xe9 at offset 3 is not part of a character"),
    ("---\n😀é".encode() + b"\x80", "not-utf8", 2, 3, "not UTF-8: byte 0x80 at offset 10 is not part of a character"),
    (b"text \x80", "not-utf8", 1, 6, "not UTF-8: byte 0x80 at offset 5 is not part of a character"),
    # begins almost as front matter does
    (" ---\na: 1\n---\n", "missing-front-matter", 1, 2, FIRST_LINE),
    ("\r\n\r\n\t+++\na = 1\n+++\n", "missing-front-matter", 3, 2, FIRST_LINE),
    ("\xa0---\na: 1\n---\n", "missing-front-matter", 1, 2, FIRST_LINE),
    ("<!-- a\nb -->\n\n---\na: 1\n---\n", "missing-front-matter", 1, 1, FIRST_LINE),
    ("---a: 1\n---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("----\na: 1\n----\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("------------\r\n\r\n# a\r\na: 1\r\n  - b\r\n- c\r\n---\r\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("—-\na: 1\n---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("--\na: 1\n---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("--- # comment\na: 1\n---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("+---\n+a: 1\n+---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("> ---\n> a: 1\n> ---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("++++\na = 1\n++++\n", "missing-front-matter", 1, 1, "the first line must be only '+++'"),
    ("---\x0b\na: 1\n---\n", "missing-front-matter", 1, 1, ONLY_DASHES),
    ("---js\n{a: 1}\n---\n", "missing-front-matter", 1, 1, SCRIPT),
    ("--- JavaScript\n---\n", "missing-front-matter", 1, 1, SCRIPT),
    ("layout: post\ntitle: a\n---\nbody", "missing-front-matter", 1, 1, BARE),
    ("\n\ntitle: a\nother:\n- b\n# c\n  d\n---\n", "missing-front-matter", 3, 1, BARE),
    ('title = "a"\nn = 1\n+++\n', "missing-front-matter", 1, 1, BARE),
    # no end
    ("---", "unclosed-front-matter", 1, 1, NO_DASHES),
    ("---\n", "unclosed-front-matter", 1, 1, NO_DASHES),
    ("---\na: 1\n", "unclosed-front-matter", 1, 1, NO_DASHES),
    ("---\na: 1\n- b\n\nThe body: long.\n", "unclosed-front-matter", 4, 1, f"{NO_DASHES}: it should be here"),
    ("\n---\na: 1\nThe body\n", "unclosed-front-matter", 4, 1, f"{NO_DASHES}: it should be here"),
    ("---\na: 1\n ---\n", "unclosed-front-matter", 3, 1, f"{NO_DASHES}: this line looks like one"),
    ("---\na: 1\n----\n", "unclosed-front-matter", 3, 1, f"{NO_DASHES}: this line looks like one"),
    ("---\na: 1\n--- # end\n", "unclosed-front-matter", 3, 1, f"{NO_DASHES}: this line looks like one"),
    ("---\na: 1\n+++\n", "unclosed-front-matter", 3, 1, f"{NO_DASHES}: it should be here"),
    ("+++\na = 1\n---\n", "unclosed-front-matter", 3, 1, f"{NO_PLUSES}: it should be here"),
    ("---\n...\na: 1\n---\n", "unclosed-front-matter", 2, 1, EARLY),
    # no map
    ("---\n- a\n---\n", "not-a-mapping", 2, 1, LIST),
    ("---\n# comment\n\n  - a\n---\n", "not-a-mapping", 4, 3, LIST),
    ("---\n[a]\n---\n", "not-a-mapping", 2, 1, LIST),
    ("---\n[]\n---\n", "not-a-mapping", 2, 1, LIST),
    ("---\ntext\n---\n", "not-a-mapping", 2, 1, SINGLE),
    ("---\n12:30:45\n---\n", "not-a-mapping", 2, 1, SINGLE),
    ("---\n!!str a\n---\n", "not-a-mapping", 2, 1, SINGLE),
    ("---\na: 1\n--- # two\nb: 1\n---\n", "not-a-mapping", 3, 1, "a second YAML document begins here"),
    ("---\n--- {a: 1}\n--- {b: 1}\n---\n", "not-a-mapping", 3, 1, "a second YAML document begins here"),
    # syntax
    ("---json\n[1]\n---\n", "not-a-mapping", 2, 1, "the front matter is not a JSON object"),
    ('---json\n{"a": 1\n---\n', "syntax-error", 3, 1, "a comma or the closing bracket is missing here"),
    ('\n---json\n{"a": 1} x\n---\n', "syntax-error", 3, 10, "extra data"),
    ("---\na: b: c\n---\n", "syntax-error", 2, 5, VALUE_IN_VALUE),
    ("\n\n---\na: b: c\n---\n", "syntax-error", 4, 5, VALUE_IN_VALUE),
    ("\ufeff\n+++ toml\na = 1\nb: 2\n+++\n", "syntax-error", 4, 2, "a '=' is missing after the name"),
    ("---\r\na: 1\r\nb: c: d\r\n---\r\n", "syntax-error", 3, 5, VALUE_IN_VALUE),
    ("---\ra: 1\rb: c: d\r---\r", "syntax-error", 3, 5, VALUE_IN_VALUE),
    ("---\na: x\x85y\u2028z\n😀é: c: d\n---\n", "syntax-error", 3, 6, VALUE_IN_VALUE),
    ("---\na: [1, 2\nb: 3\n---\n", "syntax-error", 2, 4, "this bracket is not closed"),
    ("---\na: {b: 1\nc: [2 3\n---\n", "syntax-error", 2, 4, "this bracket is not closed"),
    ("---\na: [1}\n---\n", "syntax-error", 2, 6, "a comma or the closing bracket is missing here"),
    ("---\na: 'x\n---\n", "syntax-error", 2, 4, "this quote is not closed"),
    ('---\na: 1\nb: "x\nc: 1\nd: 2\n---\n', "syntax-error", 3, 4, "this quote is not closed"),
    ("---\nnews:all\na: 1\n---\n", "syntax-error", 2, 5, "missing space after the colon of 'news'"),
    ("---\na: 1\nnews:all\nb: 1\n---\n", "syntax-error", 3, 5, "missing space after the colon of 'news'"),
    (
        "---\na: 1\nb\nc: 1\n---\n",
        "syntax-error",
        3,
        1,
        "a key without a colon, or a continuation line that is not indented",
    ),
    ("---\na: 1\n  b: 1\n---\n", "syntax-error", 3, 4, "a key inside the value of the key above: indented too far?"),
    ("---\na: 1\n- b\n---\n", "syntax-error", 3, 1, "a list item where a key is expected"),
    ('---\na: "x" y\n---\n', "syntax-error", 2, 8, "text after the end of the value: put the whole value in quotes"),
    (
        '---\na: "\\q"\n---\n',
        "syntax-error",
        2,
        5,
        "unknown escape: inside double quotes write a backslash as \\\\",
    ),
    ("---\na:\n  b: 1\n c: 2\n---\n", "syntax-error", 4, 2, "this key is not indented like the keys beside it"),
    ("---\na: '['\nb: [c, {d: [e]}, # [\n---\n", "syntax-error", 3, 4, "this bracket is not closed"),
    (
        "---\na: [b,,c]\n---\n",
        "syntax-error",
        2,
        7,
        "unexpected ',': if it is part of a string, put the string in quotes",
    ),
    ("---\na: @x\n---\n", "syntax-error", 2, 4, "a plain string cannot begin with '@': put it in quotes"),
    ("---\na: *x\n---\n", "syntax-error", 2, 4, "no anchor '&x' before this alias"),
    ("---\na: *x\nb: &x 1\n---\n", "syntax-error", 2, 4, "no anchor '&x' before this alias"),
    ('---\na: "\\ud800"\n---\n', "syntax-error", 2, 7, "this escape is not a character"),
    ("---\na:\n\t- b\n---\n", "syntax-error", 3, 1, "tabs cannot indent; use spaces"),
    ("---\na: {? b}\nb: c: d\n---\n", "syntax-error", 3, 5, VALUE_IN_VALUE),
    ("+++\na = \n+++\n", "syntax-error", 2, 5, "this is not a value of TOML: put a string in quotes"),
    ("+++\r\na = 1\r\nb = \r\n+++\r\n", "syntax-error", 3, 5, "this is not a value of TOML: put a string in quotes"),
    ("+++\ra = 1\rb = \r+++\r", "syntax-error", 3, 5, "this is not a value of TOML: put a string in quotes"),
    ("+++\na = 1\na = 2\n+++\n", "syntax-error", 3, 6, "'a' already has a value"),
    ("+++\na = 2022-02-30\n+++\n", "syntax-error", 2, 5, "invalid date or datetime"),
    ("+++\na = '\n+++\n", "syntax-error", 3, 1, 'expected "\'"'),
    ("+++\na = [\n+++\n", "syntax-error", 3, 1, "this is not a value of TOML: put a string in quotes"),
    ("+++\na = '😀' b\n+++\n", "syntax-error", 2, 9, "text after the end of the value: put a string in quotes"),
    ('{"a": 1', "syntax-error", 1, 8, "a comma or the closing bracket is missing here"),
    ('{"a": [1, }', "syntax-error", 1, 9, "a comma after the last item: remove it"),
    ('{\r\n"a" 1}', "syntax-error", 2, 5, "a colon is missing after the name"),
    ('\ufeff{"😀" 1}', "syntax-error", 1, 6, "a colon is missing after the name"),
    ('{"a": "x\ty"}', "syntax-error", 1, 9, "a line break or control character inside a string: write it as an escape"),
    ('{"a": 1,\n}', "syntax-error", 1, 8, "a comma after the last item: remove it"),
    ('{"a": b}', "syntax-error", 1, 7, "a value is expected here: a string needs double quotes"),
    ("---\na: > b\n---\n", "syntax-error", 2, 6, TEXT_AFTER_BLOCK),
    (
        '---\na: "C:\\x1"\n---\n',
        "syntax-error",
        2,
        9,
        "incomplete escape: inside double quotes write a backslash as \\\\",
    ),
    ("---\na: ? b\n---\n", "syntax-error", 2, 4, "a plain string cannot begin with '?': put it in quotes"),
    ("---\na: !<> b\n---\n", "syntax-error", 2, 4, "a plain string cannot begin with '!': put it in quotes"),
    ("---\na: |\n\tb\n---\n", "syntax-error", 3, 1, "tabs cannot indent; use spaces"),
    ("---\n\x1e0", "unclosed-front-matter", 1, 1, "no closing '---' after the front matter"),
    ("---\na:\xa0b\n---\n", "not-a-mapping", 2, 3, "U+00A0 (no-break space) is not a space in YAML: replace it"),
    ('{"a": "x', "syntax-error", 1, 7, "this quote is not closed"),
    # control characters
    ("---\na: \x01\n---\n", "control-character", 2, 4, "control character U+0001 in the front matter"),
    ("---\r\n# \x1b\r\n---\r\n", "control-character", 2, 3, "control character U+001B in the front matter"),
    ("---\n😀: x\x00\n---\n", "control-character", 2, 5, "control character U+0000 in the front matter"),
    ("---\na: x\x0b\x0c\n---\n", "control-character", 2, 5, "control character U+000B in the front matter"),
    # tags
    ("---\na: !foo b\n---\n", "foreign-tag", 2, 4, f"tag '!foo' {CORE}"),
    ("---\na: !!binary aGk=\n---\n", "foreign-tag", 2, 4, f"tag '!!binary' {CORE}"),
    ("---\na: 1\nb: [1, !!set {c}]\n---\n", "foreign-tag", 3, 8, f"tag '!!set' {CORE}"),
    ("---\na: !!timestamp 2022-03-23\n---\n", "foreign-tag", 2, 4, f"tag '!!timestamp' {CORE}"),
    ("---\n!foo\na: 1\n---\n", "foreign-tag", 2, 1, f"tag '!foo' {CORE}"),
    ("---\na: !<foo> b\n---\n", "foreign-tag", 2, 4, f"tag 'foo' {CORE}"),
    ("---\na:\n\t- b\n---\n", "syntax-error", 3, 1, "tabs cannot indent; use spaces"),
    (
        "---\na:\n\xa0 - b\n\xa0 - c\n---\n",
        "syntax-error",
        3,
        1,
        "U+00A0 (no-break space) is not a space in YAML: replace it",
    ),
    ('+++\na = "b\n+++\n', "syntax-error", 2, 5, "this quote is not closed"),
    ('+++\na = ["b", c", "d"]\n+++\n', "syntax-error", 2, 17, "this quote is not closed"),
    ("---\n!foo a: b\n---\n", "foreign-tag", 2, 1, f"tag '!foo' {CORE}"),
    ('---\n{"a":!foo b}\n---\n', "foreign-tag", 2, 6, f"tag '!foo' {CORE}"),
    ("---\n%TAG !! tag:x:\n--- # c\na: !!int 5\n---\n", "foreign-tag", 4, 4, f"tag 'tag:x:int' {CORE}"),
    # merges
    ("---\n<<: 1\n---\n", "invalid-merge", 2, 5, MERGE),
    ("---\na:\n  <<: []\n---\n", "invalid-merge", 3, 7, MERGE),
    ("---\n<<: [{a: 1}, b]\n---\n", "invalid-merge", 2, 5, MERGE),
    ("---\na: &x 1\n<<: *x\n---\n", "invalid-merge", 3, 5, MERGE),
    # keys
    ("---\n? [a]\n: 1\n---\n", "complex-key", 2, 3, "a list cannot be a field's name"),
    ("---\na: 1\n{b: c}: 1\n---\n", "complex-key", 3, 1, "a mapping cannot be a field's name"),
    ("---\n? - a\n: 1\n---\n", "complex-key", 2, 3, "a list cannot be a field's name"),
    ("---\r?\r- a\r: 1\r---\r", "complex-key", 3, 1, "a list cannot be a field's name"),
    ("---\na: {[b], c: 1}\n---\n", "complex-key", 2, 5, "a list cannot be a field's name"),
    ("---\na: [[b]:c]\n---\n", "complex-key", 2, 5, "a list cannot be a field's name"),
    ("---\n? a: []\n: 1\n---\n", "complex-key", 2, 3, "a mapping cannot be a field's name"),
    ("---\na: &x [b]\n*x : 1\n---\n", "complex-key", 3, 1, "a list cannot be a field's name"),
    # aliases
    ("---\na: &x [*x]\n---\n", "alias-cycle", 2, 4, "an alias is inside its own anchor"),
    ("---\na:\n  b: &x\n    c: {d: *x}\n---\n", "alias-cycle", 3, 6, "an alias is inside its own anchor"),
    ('---\na: &x [1, "b":*x]\n---\n', "alias-cycle", 2, 4, "an alias is inside its own anchor"),
    # values
    ("---\na: !!bool x\n---\n", "invalid-value", 2, 4, "Invalid value 'x' for '!!bool' tag"),
    ("---\nb: a longer text\na: !!int x\n---\n", "invalid-value", 3, 4, "Invalid value 'x' for '!!int' tag"),
    ("---\nb: 1\nb: 2\na: !!int x\n---\n", "invalid-value", 4, 4, "Invalid value 'x' for '!!int' tag"),
    (f"---\na: {'9' * 5000}\n---\n", "invalid-value", 2, 4, "an integer of 5,000 digits"),
    (f"---\nb: 1\na: [-0x{'f' * 4000}]\n---\n", "invalid-value", 3, 5, "an integer of 4,003 digits"),
    (f"---\na: 0o{'7' * 5000}\n---\n", "invalid-value", 2, 4, "an integer of 5,002 digits"),
    (f"---\na: +0b{'1' * 20000}\n---\n", "invalid-value", 2, 4, "an integer of 20,003 digits"),
    (f"---\n? {'9' * 5000}\n: 1\n---\n", "invalid-value", 2, 3, "an integer of 5,000 digits"),
    ('{"a": NaN}', "invalid-value", 1, 7, "NaN is not JSON"),
    ('{"NaN": [\n1, -Infinity]}', "invalid-value", 2, 4, "-Infinity is not JSON"),
    ('{"a": "\\ud83d\\ude00",\n "b": "\\ud800"}', "invalid-value", 2, 8, HALF),
    ('{"a": "\\\\ud83d \\ude00"}', "invalid-value", 1, 16, HALF),
    # depth
    (f"---\na: {'[' * 100}{']' * 100}\n---\n", "too-deep", 2, 103, DEEP),
    (f"+++\na = {'[' * 100}{']' * 100}\n+++\n", "too-deep", 2, 1, DEEP),
    (f"+++\nb = 1\n{'a.' * 100}b = 1\n+++\n", "too-deep", 3, 1, DEEP),
    (f'{{"[[": [],\n"a": {"[" * 100}{"]" * 100}}}', "too-deep", 2, 105, DEEP),
]


@pytest.mark.parametrize(
    ("data", "name", "line", "column", "message"),
    REFUSED,
    ids=[f"{name}-{index}" for index, (_, name, *_) in enumerate(REFUSED)],
)
def test_what_gives_no_record(data: str | bytes, name: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse(data if isinstance(data, bytes) else data.encode())
    assert caught.value.fault == Fault(name, message, line, column)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [('{"b": [1,\n {}]}', 2, 2), ("+++\nb = 1\na = [{}]\n+++\n", 3, 6)],
    ids=["json", "toml"],
)
def test_a_long_integer_in_json_and_toml(text: str, line: int, column: int) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse(text.replace("{}", "9" * 5000).encode())
    assert caught.value.fault == Fault("invalid-value", "an integer of 5,000 digits", line, column)


def duplicate(key: str, first: int, line: int, column: int = 1) -> Fault:
    return Fault("duplicate-key", f"duplicate key {key!r}, first on line {first}: the last one wins", line, column)


def merge(line: int, column: int = 1) -> Fault:
    return Fault("merge-key", "YAML 1.2 has no merge keys: '<<' is read as a field of that name", line, column)


def unprintable(code: str, line: int, column: int) -> Fault:
    return Fault("unprintable-character", f"unprintable character U+{code}", line, column)


SOME_KEY = "a key occurs twice in one mapping: the last one wins"


@pytest.mark.parametrize(
    ("text", "fields", "faults"),
    [
        ("---\na:\tb\nc:\t\n  - d\t# e\n---\n", {"a": "b", "c": ["d"]}, []),
        ("---\na:\t'x\ty'\n---\n", {"a": "x\ty"}, []),
        ("---\na: [\n\tb]\n---\n", {"a": ["b"]}, []),
        ('---\na: "b\nc\n\nd"\n---\n', {"a": "b c\nd"}, [Fault("unindented-string", UNINDENTED, 3, 1)]),
        ("---\na:\n  - 'b\n  c'\nd: yes\n---\n", {"a": ["b c"], "d": "yes"},
            [Fault("unindented-string", UNINDENTED, 4, 1)]),
        (
            "---\na: [\nyes, 012, 2022-03-23, 12:30:45, ~\n]\n---\n",
            {"a": ["yes", 12, date(2022, 3, 23), "12:30:45", None]},
            [Fault("lenient-yaml", f"{LENIENT}: invalid indentation", 3, 1)],
        ),
        ("---\na: 'b'#c\na: 1\n---\n", {"a": 1},
            [duplicate("a", 2, 3), Fault("lenient-yaml", f"{LENIENT}: {COMMENT}", 2, 7)]),
        ("---\n---\nbody", {}, [NO_FIELDS]),
        ("---\r\n...\r\n", {}, [NO_FIELDS]),
        ("---\n# comment\n\n---\n", {}, [NO_FIELDS]),
        ("---\nnull\n---\n", {}, [NO_FIELDS]),
        ("+++\n# comment\n+++\n", {}, [NO_FIELDS]),
        ("---json\n\n---\n", {}, [NO_FIELDS]),
        ("---\na: 1\na: 2\n---\n", {"a": 2}, [duplicate("a", 2, 3)]),
        ("\n\n---\na: 1\na: 2\n---\n", {"a": 2}, [duplicate("a", 4, 5)]),
        ('---json\n{"a": 1,\n"a": 2}\n---\n', {"a": 2}, [duplicate("a", 2, 3)]),
        ("---\r\na: 1\r\n'a': 2\r\n\"\\u0061\": 3\r\n---\r\n", {"a": 3}, [duplicate("a", 2, 3), duplicate("a", 2, 4)]),
        ("---\na:\n  - b: 1\n    b: 2\n---\n", {"a": [{"b": 2}]}, [duplicate("b", 3, 4, 5)]),
        ("---\na: {b: 1, b: 2}\na: 3\n---\n", {"a": 3}, [duplicate("a", 2, 3), duplicate("b", 2, 2, 11)]),
        ("---\n1: a\n0x1: b\n'1': c\n---\n", {1: "b", "1": "c"}, [duplicate("0x1", 2, 3)]),
        ("---\n1: a\n1.0: b\ntrue: c\n---\n", {1: "c"}, [duplicate("1.0", 2, 3), duplicate("true", 2, 4)]),
        ("---\n~: a\nnull: b\n---\n", {None: "b"}, [duplicate("null", 2, 3)]),
        ("---\n!!str 1: a\n'1': b\n---\n", {"1": "b"}, [duplicate("1", 2, 3)]),
        ("---\n2022-03-23: &x a\n*x : b\n---\n", {date(2022, 3, 23): "a", "a": "b"}, []),
        ("---\n2022-03-23: a\n'2022-03-23': b\n---\n", {"2022-03-23": "b"}, [duplicate("2022-03-23", 2, 3)]),
        ("---\n12:30:45: a\n'12:30:45': b\n---\n", {"12:30:45": "b"}, [duplicate("12:30:45", 2, 3)]),
        ("---\n12:30:45: a\n12:30:45.0: b\n---\n", {"12:30:45.0": "b"}, [duplicate("12:30:45.0", 2, 3)]),
        ("---\na: 1\nb: 12:30:45\na: 2\n---\n", {"a": 2, "b": "12:30:45"}, [duplicate("a", 2, 4)]),
        ("---\n<<: {a: 1}\n---\n", {"<<": {"a": 1}}, [merge(2)]),
        ("---\nx: &x {}\ny:\n  <<: [*x, {b: 1}]\n---\n", {"x": {}, "y": {"<<": [{}, {"b": 1}]}}, [merge(4, 3)]),
        ("---\n<<: {a: 1}\n<<: {a: 2}\n---\n", {"<<": {"a": 2}}, [merge(2), merge(3), duplicate("<<", 2, 3)]),
        ("---\n'<<': 1\n---\n", {"<<": 1}, []),
        ("---\n!!str <<: 1\n---\n", {"<<": 1}, []),
        ("---\na: x\x7f\n---\n", {"a": "x\x7f"}, [unprintable("007F", 2, 5)]),
        ("---\na: x\x80\x9f\n---\n", {"a": "x\x80\x9f"}, [unprintable("0080", 2, 5), unprintable("009F", 2, 6)]),
        ("---\n😀: \ufffe\n---\n", {"😀": "\ufffe"}, [unprintable("FFFE", 2, 4)]),
        ("---\n😀: \uffff\x85\n---\n", {"😀": "\uffff\x85"}, [unprintable("FFFF", 2, 4)]),
        ("---\n\x85: a\n\u2028: b\nc: !!str d\n---\n", {"\x85": "a", "\u2028": "b", "c": "d"}, []),
        ("---\na: é©\xa0\ufeff\ufffd\n---\n", {"a": "é©\xa0\ufeff\ufffd"}, []),
        ('{"a": 1,\n"a": {"b": 1, "\\u0062": 2}}', {"a": {"b": 2}}, [duplicate("a", 1, 2), duplicate("b", 2, 2, 15)]),
        ('{"\\ud83d\\ude00": 1, "a": 1, "a": 2}', {"😀": 1, "a": 2}, [duplicate("a", 1, 1, 29)]),
        ('{"a"\n: 1, "a": 2}', {"a": 2}, [Fault("duplicate-key", SOME_KEY, 1, 1)]),
        ('{"a": "\x9b"}', {"a": "\x9b"}, [unprintable("009B", 1, 8)]),
        ("+++\na = '\ufffe'\n+++\n", {"a": "\ufffe"}, [unprintable("FFFE", 2, 6)]),
    ],
)  # fmt: skip
def test_what_is_listed_all_the_same(text: str, fields: dict[object, object], faults: list[Fault]) -> None:
    front = parse(text.encode())
    assert front is not None
    assert front.fields == fields
    assert list(front.faults) == faults


def block(length: int) -> str:
    """A block of so many characters, its last line end included."""
    return f"a: {'x' * (length - 4)}\n"


@pytest.mark.parametrize(
    ("data", "body", "offset", "line", "column"),
    [
        (b"---\r\na: 1\r\n---\r\n\xc3(", "\ufffd(", 16, 4, 1),
        (b"\xef\xbb\xbf\n+++\na = 1\n+++ \nCaf\xe9\n---\n", "Caf\ufffd\n---\n", 22, 5, 4),
        (b"---\na: 1\n...\n\xc3\xa9\n\xff\n", "é\n\ufffd\n", 16, 5, 1),
    ],
)
def test_a_body_that_is_not_utf8_does_not_hide_the_fields(
    data: bytes, body: str, offset: int, line: int, column: int
) -> None:
    front = parse(data)
    assert front is not None
    message = f"not UTF-8: byte 0x{data[offset]:02x} at offset {offset} is not part of a character"
    assert (front.fields, front.body) == ({"a": 1}, body)
    assert front.faults == (Fault("not-utf8", message, line, column),)
    head = parse(data, has_body=False)
    assert head is not None
    assert (head.fields, head.body, head.faults) == ({"a": 1}, "", ())


def test_front_matter_of_4_mib_is_read() -> None:
    front = parse(f"---\n{block(4 * MIB - 4)}---\nbody".encode())
    assert front is not None
    assert (len(front.source), front.body) == (4 * MIB - 4, "body")
    front = parse(f'{{"a": "{"x" * (4 * MIB - 9)}"}}\nbody'.encode())
    assert front is not None
    assert (len(front.source), front.body) == (4 * MIB, "body")


TOO_LONG = "front matter is longer than 4 MiB, or its closing {!r} is missing"


@pytest.mark.parametrize(
    ("text", "fence"),
    [
        (f"---\n{block(4 * MIB + 1)}---\nbody", "---"),
        (f"---\n{block(5 * MIB)}", "---"),
        (f"---\n{block(4 * MIB - 3)}---x: 1\n", "---"),
        (f"+++\na = '{'x' * 5 * MIB}'\n+++\n", "+++"),
        (f'{{"a": "{"x" * 5 * MIB}"}}', "}"),
        (f'{{"a": [{f"{10**99}, " * 50_000}1]}}', "}"),
    ],
    ids=["yaml", "unclosed", "a fence cut off", "toml", "json text", "json list"],
)
def test_front_matter_of_more_than_4_mib_is_refused(text: str, fence: str) -> None:
    with pytest.raises(FrontMatterError) as caught:
        parse(text.encode())
    assert caught.value.fault == Fault("too-large", TOO_LONG.format(fence), 1, 1)
