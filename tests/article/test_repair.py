"""Front matter that cannot be read: the correction that people make, and whether it is the only one."""

import pytest

from newscat.article.finding import Edit
from newscat.article.frontmatter import Limits, parse
from newscat.article.frontmatter.repair.repair import repair


def repaired(text: str, limits: Limits = Limits()) -> str | None:
    """The text with its fix, `?` before it if the fix is unsafe; None if there is none."""
    data = text.encode()
    fix = repair(data, limits)
    if fix is None:
        return None
    for edit in reversed(fix.edits):
        data = data[: edit.start] + edit.text.encode() + data[edit.end :]
    return f"{'' if fix.safe else '?'}{data.decode()}"


LINES = [
    # values
    ("title: One: two", 'title: "One: two"'),
    ('title: One: "two"', "title: 'One: \"two\"'"),
    ("title: It's: one", 'title: "It\'s: one"'),
    ("title: One:", 'title: "One:"'),
    ("title: @one", 'title: "@one"'),
    ("title: `one` two", 'title: "`one` two"'),
    ("title: %one", 'title: "%one"'),
    ("title: & Sons", 'title: "& Sons"'),
    ("title: *one* and two", 'title: "*one* and two"'),
    ("title: !one", 'title: "!one"'),
    ("title: [One] two", 'title: "[One] two"'),
    ("title: {{ one }}", 'title: "{{ one }}"'),
    ('title: "One "two" three"', "title: 'One \"two\" three'"),
    ("title: 'One's two'", 'title: "One\'s two"'),
    ('title: "One" two', "?title: '\"One\" two'"),
    ('title: "One" and "Two"', '?title: \'"One" and "Two"\''),
    ('title: "One', 'title: "One"'),
    ('title: "One""', '?title: "One"'),
    ('title: "One",', '?title: "One"'),
    ('title: "C:\\dir"', "title: 'C:\\dir'"),
    ('title: "One\\n \\d"', 'title: "One\\n \\\\d"'),
    ("title: “One: two”", '?title: "One: two"'),
    ("title: One: two # three", '?title: "One: two # three"'),
    ("title: > One\n  two", "title: One\n  two"),
    ("title: - One", "?title: [One]"),
    # lists
    ("tags: [one, two", "?tags: [one, two]"),
    ("tags: [one, two]]", "?tags: [one, two]"),
    ("tags: [one, @two]", '?tags: [one, "@two"]'),
    ('tags: "one", "two"', '?tags: ["one", "two"]'),
    ("tags:\n  - One: two: three\n  - four", '?tags:\n  - "One: two: three"\n  - four'),
    ("tags:\n  - @one", 'tags:\n  - "@one"'),
    ("tags:\n-one\n-two", "?tags:\n- one\n- two"),
    ("tags: [\n  one,\n  two\n", "tags: [\n  one,\n  two]\n"),
    # space
    ("title:One", "title: One"),
    ("tags:\n\t- one\n\t- two", "tags:\n  - one\n  - two"),
    ("tags:\n\u00a0 - one", "tags:\n  - one"),
    ("date: 2021-01-01\n title: One", "?date: 2021-01-01\ntitle: One"),
    ("title: One\nauthor:\n  name: A\n   url: b", "?title: One\nauthor:\n  name: A\n  url: b"),
    ("authors:\n- name: A\n url: b", "?authors:\n- name: A\n  url: b"),
    ("tags: [one, two],", "?tags: [one, two]"),
    ("title: O\x08ne", "title: One"),
    # several lines
    ('title: "One "two"\n  three"', "title: 'One \"two\"\n  three'"),
    ("title: One\ntwo three", "?title: One\n  two three"),
    ("title: >\nOne two\nthree", "title: >\n  One two\n  three"),
    ("title = One", "?title: One"),
    ("title One", "?title: One"),
    ("title: One\nhttp://x.org", "?title: One\n  http://x.org"),
    ("description: one: two\n  three: four", '?description: "one: two"\nthree: four'),
    ("// one\ntitle: One", "?# // one\ntitle: One"),
]


@pytest.mark.parametrize(("lines", "expected"), LINES)
def test_each_mistake_has_its_fix(lines: str, expected: str) -> None:
    """Alone, and between other fields, which keep their values; `?` begins an unsafe fix."""
    is_unsafe, fixed = expected.startswith("?"), expected.removeprefix("?")
    before, after = "layout: post\nweight: 7\n", "\nlast: [a, b]\n"
    found = repaired(f"---\n{before}{lines}{after}---\nBody: text: here\n")
    assert found == f"{'?' * is_unsafe}---\n{before}{fixed}{after}---\nBody: text: here\n"


FILES = [
    ("---\ntitle: One\n\nText of the body.\n", "---\ntitle: One\n---\n\nText of the body.\n"),
    ("---\ntitle: One\ntags:\n  - a\n\n# Heading\n", "---\ntitle: One\ntags:\n  - a\n---\n\n# Heading\n"),
    ("---\ntitle: One\nText of the body.\n\n# Head\n", "?---\ntitle: One\n---\nText of the body.\n\n# Head\n"),
    ("---\ntitle: One\nLike this: text\n\nMore\n", "?---\ntitle: One\n---\nLike this: text\n\nMore\n"),
    ("---\ntitle: One\nNote: this is text\n\nMore\n", "?---\ntitle: One\nNote: this is text\n---\n\nMore\n"),
    ("---\ntitle: One\n\nNote: text\n\nMore\n", "?---\ntitle: One\n---\n\nNote: text\n\nMore\n"),
    ("---\ntitle: One\n  more of it\n\nText\n", "?---\ntitle: One\n  more of it\n---\n\nText\n"),
    ("---\ntitle: One\n***\nText.\n", "?---\ntitle: One\n---\nText.\n"),
    ("Note: this\nMore: that\n---\nText.\n", "?---\nNote: this\nMore: that\n---\nText.\n"),
    ("---\ntitle: One", "---\ntitle: One\n---\n"),
    ("---\r\ntitle: One\r\n\r\nText.\r\n", "---\r\ntitle: One\r\n---\r\n\r\nText.\r\n"),
    ("---\ntitle: One: two\n--\nText.\n", '---\ntitle: "One: two"\n---\nText.\n'),
    ("---\ntitle: One\n-----\nText.\n", "---\ntitle: One\n---\nText.\n"),
    ("---\ntitle: One\ndate: 2021-01-01---\nText.\n", "---\ntitle: One\ndate: 2021-01-01\n---\nText.\n"),
    ("---\ntitle: One: two---\nText.\n", '---\ntitle: "One: two"\n---\nText.\n'),
    ("---\ntitle: One\n--- Text.\n", "---\ntitle: One\n---\nText.\n"),
    ("---\ntitle: One\n\nText.\n\n---\n\nMore text.\n", "?---\ntitle: One\n---\n\nText.\n\n---\n\nMore text.\n"),
    ("title: One\nlayout: post\n---\nText.\n", "---\ntitle: One\nlayout: post\n---\nText.\n"),
    ("---\n...\ntitle: One\n---\nText.\n", "---\ntitle: One\n---\nText.\n"),
    ("—\ntitle: One\n---\nText.\n", "---\ntitle: One\n---\nText.\n"),
    ("----\ntitle: One\n----\nText.\n", "---\ntitle: One\n---\nText.\n"),
    ("\ufeff---\ntitle: Ä: b\nmore: c: d\n---\n", '\ufeff---\ntitle: "Ä: b"\nmore: "c: d"\n---\n'),
    # TOML
    ('+++\ntitle = "One\nweight = 1\n+++\n', '+++\ntitle = "One"\nweight = 1\n+++\n'),
    ("+++\ntitle = One\nweight = 1\n+++\n", '+++\ntitle = "One"\nweight = 1\n+++\n'),
    ('+++\ntitle = "One "two""\n+++\n', "+++\ntitle = 'One \"two\"'\n+++\n"),
    ('+++\ntitle: "One"\n+++\n', '+++\ntitle = "One"\n+++\n'),
    ('+++\ntags = ["a", b", "c"]\n+++\n', '+++\ntags = ["a", "b", "c"]\n+++\n'),
    ('+++\ntags = ["a" "b"]\n+++\n', '?+++\ntags = ["a", "b"]\n+++\n'),
    ("+++\ndraft = True\n+++\n", "?+++\ndraft = true\n+++\n"),
]


@pytest.mark.parametrize(("text", "expected"), FILES)
def test_fences_and_toml_have_their_fixes(text: str, expected: str) -> None:
    assert repaired(text) == expected


NONE = [
    "Text: of a book\n---\nwith headings\n",
    "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
    "---\n\nA text between two rules, as Markdown has them.\n\n---\nMore\n",
    "---\n<<<<<<< HEAD\ntitle: One\n=======\ntitle: Two\n>>>>>>> main\n---\n",
    '{"title": "One"\n',
    "---\nlayout: post\ntitle: One\n}\n---\n",
    "---\nlayout: post\ntags: a\n- b\n---\n",
    "---\nlayout: post\n{title: One\n---\n",
    "",
    "---\n",
    "# Heading\n\nText: one\n",
]


@pytest.mark.parametrize("text", NONE)
def test_what_nobody_can_know_is_left_alone(text: str) -> None:
    assert repaired(text) is None


def test_only_the_lines_that_are_wrong_are_touched() -> None:
    fix = repair("---\na: é\ntitle: One: two\nlast: 1\n---\n".encode())
    assert fix is not None
    assert fix.edits == (Edit(17, 25, '"One: two"'),)
    assert fix.message == "Put the value in quotes"


def test_a_fix_must_be_readable_within_the_limits() -> None:
    text = "---\ntitle: One: two\ntags: [[a]]\n---\n"
    assert repaired(text, Limits(depth=2)) is None
    assert repaired(text, Limits(depth=3)) is not None


def test_twenty_mistakes_are_fixed_and_more_are_left() -> None:
    lines = [f"key{number}: One: two\n" for number in range(21)]
    assert repaired(f"---\n{''.join(lines)}---\n") is None
    fixed = repaired(f"---\n{''.join(lines[:20])}---\n")
    assert fixed is not None
    front = parse(fixed.encode())
    assert front is not None
    assert front.fields == {f"key{number}": "One: two" for number in range(20)}


HOSTILE = {
    "quotes": "---\n" + 'a: "\n' * 900 + "---\n",
    "colons": "---\n" + "a: b: c\n" * 900 + "---\n",
    "tabs": "---\na:\n" + "\t- b: c: d\n" * 900 + "---\n",
    "spaces": "---\na: b\n" + " " * 30_000 + "\nx: : y\n",
    "brackets": "---\na: " + '["x", ' * 5_000 + "\n---\n",
    "dashes": "---\na: b\n" + "- " * 15_000 + "x\nx: : y\n---\n",
    "unclosed": "---\n" + "a: b: c\n\n" * 500,
    "large": "---\n" + "a: b: c\n" * 500_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_take_bounded_time(name: str) -> None:
    import time

    start = time.process_time()
    repair(HOSTILE[name].encode())
    assert time.process_time() - start < 5  # measured: 1.2 s at most
