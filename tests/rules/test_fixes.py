"""FixRequests made into edits: what is written and what stays, in every style; and what is left alone."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.article.frontmatter import FrontMatter, FrontMatterError, parse
from newscat.article.record import Record
from newscat.rules import fixes
from newscat.rules.engine import Article, check, rules
from newscat.rules.fixes import Drop, FixRequest, Rewrite, Splice, applied, apply_fixes, fix_of


def mended(text: str, request: FixRequest) -> str | None:
    """The text of the file with the request applied; None where there is no fix."""
    data = text.encode()
    front = parse(data)
    assert front is not None
    found = fix_of(data, front, request)
    if found is None:
        return None
    new = applied(data, [found])
    assert new is not None
    return new.decode()


def rewritten(text: str, *path: str | int, to: str) -> str | None:
    return mended(text, Rewrite(path, to, "Write it so"))


def dropped(text: str, *path: str | int) -> str | None:
    return mended(text, Drop(path, "Take it out"))


# --- rewrite ----------------------------------------------------------------------------------------------------------

# The front matter, the title it should have, the front matter then.
LEAST = {
    "plain, with a comment": ("title: We&#8217;re here # why\n", "We’re here", "title: We’re here # why\n"),
    "single-quoted": ("title: 'We&#39;re here'\n", "We're here", "title: 'We''re here'\n"),
    "double-quoted": ('title: "&quot;We&quot; \\"are\\""\n', '"We" "are"', 'title: "\\"We\\" \\"are\\""\n'),
    "several": ('title: "&lt;&#8217; and &amp;"\n', "<’ and &", 'title: "<’ and &"\n'),
    "a carriage return": ('title: "One.\\r\\nTwo."\n', "One.\nTwo.", 'title: "One.\\nTwo."\n'),
    "beside other escapes": ('title: "\\u00e9 \\x41&amp;\\e"\n', "é A&\x1b", 'title: "\\u00e9 \\x41&\\e"\n'),
    "beside a surrogate pair": ('title: "\\ud83d\\ude00&amp;"\n', "😀&", 'title: "\\ud83d\\ude00&"\n'),
    "folded plain": ("title: We&#8217;re\n   here &amp; I\n", "We’re here & I", "title: We’re\n   here & I\n"),
    "folded double": ('title: "a&amp;  \n\n  b \\\n    c"\n', "a&\nb c", 'title: "a&  \n\n  b \\\n    c"\n'),
    "literal": (
        "title: |\n  A&#58;\n   B\n\n  c\n\nheat: 1\n",
        "A:\n B\n\nc\n",
        "title: |\n  A:\n   B\n\n  c\n\nheat: 1\n",
    ),
    "folded": (
        "title: >- # why\n  A&#58; d\n  f\n   B\n\n  c\n\n\n  &amp; d\n# end\nheat: 1\n",
        "A: d f\n B\n\nc\n\n& d",
        "title: >- # why\n  A: d\n  f\n   B\n\n  c\n\n\n  & d\n# end\nheat: 1\n",
    ),
    "an indentation said by a digit": (
        "title: >+2\n   A&#58;\n  f\n\nheat: 1\n",
        " A:\nf\n\n",
        "title: >+2\n   A:\n  f\n\nheat: 1\n",
    ),
    "anchor and tag": ("title: &x !!str A&amp;\n", "A&", "title: &x !!str A&\n"),
    "in brackets": ("{heat: 1, title: 'a&amp;'}\n", "a&", "{heat: 1, title: 'a&'}\n"),
    "a no-break space": ('title: "What?&nbsp; One"\n', "What?\xa0 One", 'title: "What?\xa0 One"\n'),
    "a hidden one is escaped": ('title: "a&shy;b"\n', "a\xadb", 'title: "a\\u00adb"\n'),
    "of duplicate keys the last": ("title: a&amp;\ntitle: b&amp;\n", "b&", "title: a&amp;\ntitle: b&\n"),
    "beside a line separator": ("title: a\u2028b&amp;\n", "a\u2028b&", "title: a\u2028b&\n"),
}  # fmt: skip


@pytest.mark.parametrize(("block", "title", "expected"), LEAST.values(), ids=LEAST)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_least_is_rewritten(block: str, title: str, expected: str, end: str) -> None:
    before = f"---\nheat: 2\n{block}---\nbody &amp;" if not block.startswith("{") else f"---\n{block}---\nbody &amp;"
    after = before.replace(block, expected)
    assert rewritten(before.replace("\n", end), "title", to=title) == after.replace("\n", end)


# What cannot stand as it was written is quoted.
REQUOTED = {
    "a colon": ("title: A&#58; B # why", "A: B", 'title: "A: B" # why'),
    "a colon and quotes": ('title: A&#58; "B"', 'A: "B"', "title: 'A: \"B\"'"),
    "a line end": ("title: 'a&#10;b'", "a\nb", 'title: "a\\nb"'),
    "of several lines": ("title: A&#58;\n   B", "A: B", 'title: "A: B"'),
    "what YAML 1.1 takes for true": ("title: yes&#33;", "yes", 'title: "yes"'),
    "a number": ("title: 20&#50;2", "2022", 'title: "2022"'),
    "no value yet": ("title: ", "One", 'title: "One" '),
    "a number as text": ("title: 2022", "2022", 'title: "2022"'),
    "a block": ("title: |-\n  a&shy;b", "a\xadb", 'title: "a\\u00adb"'),
}


@pytest.mark.parametrize(("block", "title", "expected"), REQUOTED.values(), ids=REQUOTED)
def test_what_cannot_stand_so_is_quoted(block: str, title: str, expected: str) -> None:
    assert rewritten(f"---\n{block}\nheat: 1\n---\n", "title", to=title) == f"---\n{expected}\nheat: 1\n---\n"


OTHERS = {
    "JSON": ('{"title": "x&amp;\\ud83d\\ude00\\/"}\nbody', "x&😀/", '{"title": "x&\\ud83d\\ude00\\/"}\nbody'),
    "TOML, basic": ('+++\na = 1 # c\ntitle = "x&amp;\\n"\n+++\n', "x&\n", '+++\na = 1 # c\ntitle = "x&\\n"\n+++\n'),
    "TOML, lines": ('+++\ntitle = """\nx&amp;\nb\\\n c"""\n+++\n', "x&\nbc", '+++\ntitle = """\nx&\nb\\\n c"""\n+++\n'),
    "TOML, bare": ("+++\ntitle = 'x\\&amp;'\n+++\n", "x\\&", "+++\ntitle = 'x\\&'\n+++\n"),
    "TOML, bare lines": ("+++\ntitle = '''x&amp;\ny'''\n+++\n", "x&\ny", "+++\ntitle = '''x&\ny'''\n+++\n"),
    "TOML, quoted anew": ("+++\ntitle = 'x&#39;'\n+++\n", "x'", '+++\ntitle = "x\'"\n+++\n'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "title", "after"), OTHERS.values(), ids=OTHERS)
def test_toml_and_json(before: str, title: str, after: str) -> None:
    assert rewritten(before, "title", to=title) == after


NOT_REWRITTEN = {
    "an alias": "heat: &x A&amp;\ntitle: *x\n",
    "what an alias stands for": "title: &x A&amp;\nheat: *x\n",
    "nothing there": "heat: 1\n",
    "a list": "title: [a&amp;]\n",
    "a comment behind the bar": "title: | # why\n  A&amp;\n",
}


@pytest.mark.parametrize("block", NOT_REWRITTEN.values(), ids=NOT_REWRITTEN)
def test_what_is_not_sure_is_not_rewritten(block: str) -> None:
    assert rewritten(f"---\n{block}---\n", "title", to="A&\x7f") is None


def test_a_line_inside_another_string_is_not_a_field() -> None:
    before = """---\nb: 'x\ntitle: "A&amp;"\ny'\n"title": "A&amp;"\n---\n"""
    assert rewritten(before, "title", to="A&") is None


def test_a_string_in_quotes_is_proven_by_what_is_before_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    read = list[bytes]()

    def noted(data: bytes, *args: Any, **kwargs: Any) -> FrontMatter | None:
        read.append(data)
        return parse(data, *args, **kwargs)

    monkeypatch.setattr(fixes, "parse", noted)
    before = '---\nheat: 1\ntitle: "A&amp;"\nquality: 2\n---\nA body\n'
    assert rewritten(before, "title", to="A&") == before.replace("&amp;", "&")
    assert read == [b'---\nheat: 1\ntitle: "A&"\n---\n']


def test_far_below() -> None:
    before = '\ufeff---\nrelated:\n  - title: é\n  - {title: "é&amp;", heat: 1}\n---\n'
    assert rewritten(before, "related", 1, "title", to="é&") == before.replace("&amp;", "&")


def test_through_an_alias_nothing_is_rewritten() -> None:
    assert rewritten("---\na: &a\n  title: a&amp;\nb: *a\n---\n", "b", "title", to="a&") is None


def test_two_changes_far_apart_are_two_edits() -> None:
    data = f'---\ntitle: "&amp;{"x" * 1000}&amp;"\n---\n'.encode()
    front = parse(data)
    assert front is not None
    assert fix_of(data, front, Rewrite(("title",), f"&{'x' * 1000}&", "Decode")) == Fix(
        "Decode", (Edit(13, 17, ""), Edit(1018, 1022, "")), safe=True
    )


# --- drop -------------------------------------------------------------------------------------------------------------

DROPPED = {
    "a line": ("t:\n  - a\n  - ~\n  - b\n", 1, "t:\n  - a\n  - b\n"),
    "the first": ("t:\n- ~\n- b\n", 0, "t:\n- b\n"),
    "the last, before a comment": ("t:\n  - a\n  -\n# c\nheat: 1\n", 1, "t:\n  - a\n# c\nheat: 1\n"),
    "nothing after the dash": ("t:\n  - a\n  -   \n  - b\n", 1, "t:\n  - a\n  - b\n"),
    "its comment stays": ("t:\n  - a\n  - ~ # c\n  - b\n", 1, "t:\n  - a\n  # c\n  - b\n"),
    "an empty one's comment stays": ("t:\n  - a\n  - # c\n  - b\n", 1, "t:\n  - a\n  # c\n  - b\n"),
    "comments around it stay": ("t:\n  - a\n  # b\n  - ~\n\n  # d\n  - c\n", 1, "t:\n  - a\n  # b\n\n  # d\n  - c\n"),
    "several lines": ("t:\n  - a\n  - |\n    b\n    c\n\n  - c\n", 1, "t:\n  - a\n\n  - c\n"),
    "a map": ("t:\n  - a\n  - b: 1\n    c: [2,\n      3]\n  - d\n", 1, "t:\n  - a\n  - d\n"),
    "on the line after its dash": ("t:\n  - a\n  -\n    b\n  - c\n", 1, "t:\n  - a\n  - c\n"),
    "in brackets": ("t: [a, ~, b]\n", 1, "t: [a, b]\n"),
    "the first in brackets": ("t: [~, a]\n", 0, "t: [a]\n"),
    "the last in brackets": ("t: [a, ~] # c\n", 1, "t: [a] # c\n"),
    "the last before a comma": ("t: [a, ~, ]\n", 1, "t: [a, ]\n"),
    "a line in brackets": ("t: [\n  a,\n  ~, # c\n  b\n]\n", 1, "t: [\n  a,\n  # c\n  b\n]\n"),
    "the last line in brackets": ("t: [\n  a, # c\n  ~\n]\n", 1, "t: [\n  a # c\n]\n"),
    "the last of a line in brackets": ("t: [a, ~,\n  b]\n", 1, "t: [a,\n  b]\n"),
    "beside the bracket": ("t: [a,\n  ~]\n", 1, "t: [a]\n"),
}


@pytest.mark.parametrize(("block", "index", "expected"), DROPPED.values(), ids=DROPPED)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_an_element_is_dropped(block: str, index: int, expected: str, end: str) -> None:
    before, after = (f"---\ntitle: é\n{each}---\nbody".replace("\n", end) for each in (block, expected))
    assert dropped(before, "t", index) == after


NOT_DROPPED = {
    "the only one": "t:\n  -\n",
    "in the midst of a line": "t:\n  - - ~\n    - a\n",
    "with comments in it": "t:\n  - a: 1 # c\n    b: 2\n  - b\n",
    "what an alias stands for": "t:\n  - &x a\n  - *x\n",
    "in a list by alias": "s: &t [a, b]\nt: *t\n",
    "no list": "t: a\n",
    "nothing": "s: a\n",
}


@pytest.mark.parametrize("block", NOT_DROPPED.values(), ids=NOT_DROPPED)
def test_what_is_not_sure_is_not_dropped(block: str) -> None:
    path = ("t", 0, 0) if "- - ~" in block else ("t", 0)
    assert dropped(f"---\n{block}---\n", *path) is None


def test_a_key_is_dropped_with_its_value() -> None:
    assert dropped("---\na: 1\nb: # why\nc: 2\n---\n", "b") == "---\na: 1\n# why\nc: 2\n---\n"
    assert dropped("---\na: {b: ~, c: 2}\n---\n", "a", "b") == "---\na: {c: 2}\n---\n"
    assert dropped("---\na:\n- b:\n  c: 1\n---\n", "a", 0, "b") is None  # its line has the dash of another
    assert dropped("---\na: 1\nb: 1\nb: 2\n---\n", "b") is None  # the other one would speak


def test_json_and_toml_arrays() -> None:
    assert dropped('{"t": ["a", null], "b": 1}', "t", 1) == '{"t": ["a"], "b": 1}'
    assert dropped('{"t": [\n"a",\n null\n]}', "t", 1) == '{"t": [\n"a"\n]}'
    assert dropped('+++\nt = ["a", "a"] # c\n+++\n', "t", 1) == '+++\nt = ["a"] # c\n+++\n'
    assert dropped('+++\nt = ["a",\n"a"]\n+++\n', "t", 1) == '+++\nt = ["a"]\n+++\n'
    assert dropped("+++\n[[t]]\na = 1\n[[t]]\na = 1\n+++\n", "t", 1) is None


# --- splice -----------------------------------------------------------------------------------------------------------


def test_splices() -> None:
    assert mended("\ufeff---\na: 1\n---\n", Splice(0, 3, "", "Take out the mark")) == "---\na: 1\n---\n"
    assert mended("---\na: 1  \n---\n", Splice(8, 10, "", "Take out the spaces")) == "---\na: 1\n---\n"
    assert mended("---\na: 1\n---", Splice(12, 12, "\n", "Add a line end")) == "---\na: 1\n---\n"
    assert mended("---\na: 1\n---\nb", Splice(14, 14, "\n", "Add a line end")) == "---\na: 1\n---\nb\n"


def test_a_splice_changes_no_field_and_leaves_the_file_readable() -> None:
    for start, end, text in [(7, 8, "2"), (8, 8, "\nb: 2"), (0, 3, ""), (8, 8, "\na: 1"), (8, 8, ""), (9, 99, "")]:
        assert mended("---\na: 1\n---\n", Splice(start, end, text, "Do it")) is None
    assert mended("---\na: |\n  b  \n---\n", Splice(12, 14, "", "Take out the spaces")) is None


# --- together ---------------------------------------------------------------------------------------------------------


def finding(line: int, *edits: Edit, safe: bool = True) -> Finding:
    return Finding("a.md", line, 1, "NC999", "fault", Severity.ERROR, "wrong", Fix("Mend it", edits, safe))


def test_fixes_that_touch_are_not_applied_together() -> None:
    one, other = Fix("One", (Edit(1, 3, "x"),)), Fix("Other", (Edit(2, 4, "y"),))
    assert applied(b"abcdef", [other, Fix("Last", (Edit(4, 5, ""),))]) == b"abyf"
    assert applied(b"abcdef", [one, other]) is None
    assert applied(b"abcdef", [Fix("One", (Edit(1, 1, "x"),)), Fix("Other", (Edit(1, 1, "y"),))]) is None


def by_round(*rounds: Sequence[Finding]) -> Callable[[bytes], Sequence[Finding]]:
    """A check that finds this in the first round, that in the second, and at last nothing."""
    left = list(rounds)
    return lambda source: left.pop(0) if left else ()


SOURCE = b"---\na: 1\nb: 2\n# abcdef\n---\n"


def test_of_fixes_that_touch_the_first_wins_and_the_other_is_asked_for_again() -> None:
    first, other = finding(4, Edit(16, 18, "x")), finding(4, Edit(17, 19, "y"))
    assert apply_fixes(SOURCE, by_round([other, first], [])) == (b"---\na: 1\nb: 2\n# xcdef\n---\n", (first,), (), None)


def test_unsafe_fixes_are_for_those_who_ask() -> None:
    unsafe = finding(4, Edit(16, 18, "x"), safe=False)
    assert apply_fixes(SOURCE, by_round([unsafe])) == (SOURCE, (), (unsafe,), None)
    assert apply_fixes(SOURCE, by_round([unsafe]), unsafe=True).source == b"---\na: 1\nb: 2\n# xcdef\n---\n"


def test_a_fix_that_breaks_the_file_is_not_applied() -> None:
    bad = finding(4, Edit(0, 3, "--"))
    trouble = "a fix would change more than its own finding"
    assert apply_fixes(SOURCE, by_round([bad])) == (SOURCE, (), (bad,), trouble)


def test_a_fix_that_does_something_else_beside_another_waits() -> None:
    # Either line can go; with both, nothing is left of the field.
    source = b"---\na: 1\nb: 1\nb: 2\n---\n"
    first, second = finding(3, Edit(9, 14, "")), finding(4, Edit(14, 19, ""))
    assert apply_fixes(source, by_round([first, second])) == (b"---\na: 1\nb: 1\n---\n", (second,), (), None)


def test_fixes_that_undo_each_other_leave_the_file_as_it_is() -> None:
    def check(source: bytes) -> list[Finding]:
        return [finding(4, Edit(16, 17, "A" if source[16:17] == b"a" else "a"))]

    assert apply_fixes(SOURCE, check) == (SOURCE, (), tuple(check(SOURCE)), "the fixes undo each other")


def test_fixes_without_end_stop_after_ten_rounds() -> None:
    end = apply_fixes(SOURCE, lambda source: [finding(4, Edit(16, 16, "a"))])
    assert end.source == SOURCE.replace(b"# a", b"# " + b"a" * 11)
    assert (len(end.fixed), end.note) == (10, "there are still fixes after 10 rounds")


def judged(source: bytes) -> list[Finding]:
    try:
        front = parse(source)
    except FrontMatterError as error:
        return check("a.md", Article(faults=(error.fault,)), rules())
    assert front is not None
    article = Article(Record("a.md", front.fields, front.body), front, front.faults, frozenset(), source)
    return check("a.md", article, rules())


def test_everything_at_once() -> None:
    before = (
        '\ufeff---\r\ntitle: "&#8220;One&#8221;\\r\\nand &amp; two"   # kept\r\n'
        "publishedDateTime: 2022-03-23T20:13:00Z\r\n\r\ntopics:\r\n"
        "  - AI\r\n  -\r\n  - 'Q&amp;A'\r\n  - AI\r\n  -\r\n---"
    )
    after = (
        '---\r\ntitle: "“One”\\nand & two"   # kept\r\n'
        "publishedDateTime: 2022-03-23T20:13:00Z\r\n\r\ntopics:\r\n  - AI\r\n  - 'Q&A'\r\n---\r\n"
    )
    end = apply_fixes(before.encode(), judged)
    assert end.source.decode() == after
    assert sorted(one.code for one in end.fixed) == sorted(
        ["NC043", "NC401", "NC402", "NC104", "NC401", "NC409", "NC104", "NC421"]
    )
    assert apply_fixes(end.source, judged) == (end.source, (), end.remaining, None)


def test_a_long_file_with_a_finding_on_each_line_gets_fixes_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newscat.rules.fixes._MOST_PROOFS", 1000)
    data = ("---\na: 1\n" + "# b  \n" * 40 + "---\n").encode()
    found = [one.fix for one in judged(data) if one.name == "trailing-space"]
    assert [fix is not None for fix in found] == [True] * 2 + [False] * 38


def test_long_runs_of_blanks_and_signs_are_looked_at_once() -> None:
    blanks, signs = " " * 100_000, "# " * 1000
    text = f"---\ntitle: a&amp;{blanks}b\nt: [a, ~ {signs}\n  ]\n---\n"
    assert rewritten(text, "title", to=f"a&{blanks}b") == text.replace("&amp;", "&")
    assert dropped(text, "t", 1) == text.replace(", ~", "")
