"""How a query is put together, and where one that is not is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscat.article.text import analyze
from newscat.errors import QueryError
from newscat.query.operators import ABOVE, AT_LEAST, AT_MOST, BELOW, CONTAINS, EQUALS, MATCHES, NEAR
from newscat.query.parser import And, Compare, Node, Not, Or, Saved, Text, nodes, parsed

A, B, C = Text("a"), Text("b"), Text("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a", A),
        ("  a\t\n", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a OR b", Or((A, B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("(((a)))", A),
        ("-a", Not(A)),
        ("^a", Not(A)),
        ("NOT a", Not(A)),
        ("NOT NOT a", Not(Not(A))),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("-(a b)", Not(And((A, B)))),
        ("-a OR b", Or((Not(A), B))),
        ("(a)(b)", And((A, B))),
        ("a(b)", And((A, B))),
        ("and or not", And((Text("and"), Text("or"), Text("not")))),
        ("ANDROID ORACLE", And((Text("ANDROID"), Text("ORACLE")))),
        ('"AND"', Text("AND", phrase=True)),
        ('"a b"', Text("a b", phrase=True)),
        ('"a b"* c*', And((Text("a b", prefix=True, phrase=True), Text("c", prefix=True)))),
        ('a"b c"d', And((A, Text("b c", phrase=True), Text("d")))),
        ('-"a b"', Not(Text("a b", phrase=True))),
        ("runn***", Text("runn", prefix=True)),
        ("ru*n", Text("ru*n")),
        ("a\0b", And((A, B))),
        (
            "power-apps don't C++ .NET #x AT&T",
            And(tuple(map(Text, ["power-apps", "don't", "C++", ".NET", "#x", "AT&T"]))),
        ),
        ("http://a.example/x?y=z", Text("http://a.example/x?y=z")),
        ("20:30", Text("20:30")),
        ("a: b", And((Text("a:"), B))),
        ("a :b", And((A, Text(":b")))),
        ("a & b — *", And((A, B))),
        ("& *", None),
        ('""', None),
        ("-&", None),
        ("topic:AI", Compare("topic", CONTAINS, "AI", at=0, value_at=6)),
        ("a topic:AI", And((A, Compare("topic", CONTAINS, "AI", at=2, value_at=8)))),
        ("-has:x", Not(Compare("has", CONTAINS, "x", at=1, value_at=5))),
        ('a.b-c.0:"x y"', Compare("a.b-c.0", CONTAINS, "x y", quoted=True, value_at=8)),
        ("größe:1", Compare("größe", CONTAINS, "1", value_at=6)),
        ("a:=x", Compare("a", EQUALS, "x", value_at=3)),
        ('a:="x y"', Compare("a", EQUALS, "x y", quoted=True, value_at=3)),
        ("a:~x", Compare("a", NEAR, "x", value_at=3)),
        ("a:>=1", Compare("a", AT_LEAST, "1", value_at=4)),
        ("a:<=1", Compare("a", AT_MOST, "1", value_at=4)),
        ("a:>1", Compare("a", ABOVE, "1", value_at=3)),
        ("a:<1", Compare("a", BELOW, "1", value_at=3)),
        ("a:/x y\\/z/", Compare("a", MATCHES, "x y\\/z", value_at=3)),
        ("a:/(x|y)/ b", And((Compare("a", MATCHES, "(x|y)", value_at=3), B))),
        ("a:1..2", Compare("a", CONTAINS, "1..2", value_at=2)),
        ("a:x(y)", Compare("a", CONTAINS, "x(y)", value_at=2)),
        ("(a:x)", Compare("a", CONTAINS, "x", at=1, value_at=3)),
        ("a:b:c", Compare("a", CONTAINS, "b:c", value_at=2)),
        ("@good", Saved("good")),
        ("@good b", And((Saved("good"), B))),
        ("a@b.example", Text("a@b.example")),
    ],
)
def test_a_query_is_a_tree(text: str, tree: Node | None) -> None:
    assert parsed(text) == tree


BOTH = "needs a term on both sides; to search for the word, quote it"
BEFORE = "must be directly before a term"


@pytest.mark.parametrize(
    ("text", "reason", "at"),
    [
        ("", "the query is empty", 0),
        ("  ", "the query is empty", 2),
        ("a AND", "a term is missing here", 5),
        ("a OR", "a term is missing here", 4),
        ("NOT", "a term is missing here", 3),
        ("AND a", f"AND {BOTH}", 0),
        ("OR", f"OR {BOTH}", 0),
        ("a OR OR b", f"OR {BOTH}", 5),
        ("a -", f"'-' {BEFORE}", 2),
        ("- a", f"'-' {BEFORE}", 0),
        ("^", f"'^' {BEFORE}", 0),
        ("()", "a term is missing here", 1),
        ("(a", "this parenthesis is not closed", 0),
        ("a (", "this parenthesis is not closed", 2),
        ("a)", "this parenthesis is not opened", 1),
        (")", "this parenthesis is not opened", 0),
        ('a "b', "this quote is not closed", 2),
        ('a:"b', "this quote is not closed", 2),
        ("path:/tmp/a/one.md", "this regular expression has no closing slash; to search for this text, quote it", 5),
        ("a " * 500 + "OR b", "the query has more than 500 terms", 1003),
        ("a:/b", "this regular expression has no closing slash; to search for this text, quote it", 2),
        ("a:=", "a value is missing here", 3),
        ("topic:(AI OR ML)", "a value is a word or a quoted string; for several, write topic:AI OR topic:ML", 6),
        ("(" * 60 + "a" + ")" * 60, "the query is nested more than 50 levels deep", 51),
        ("NOT " * 60 + "a", "the query is nested more than 50 levels deep", 203),
    ],
)
def test_a_query_that_is_none_is_refused_with_its_place(text: str, reason: str, at: int) -> None:
    with pytest.raises(QueryError) as error:
        parsed(text)
    if len(text) < 68:
        assert str(error.value) == f"{reason}\n  {text}\n  {' ' * at}^"
    else:  # shown around the place
        said, shown, caret = str(error.value).splitlines()
        assert (said, shown[caret.index("^") :].rstrip("…")) == (reason, text[at : at + 34])


def test_a_long_query_is_shown_around_the_place() -> None:
    with pytest.raises(QueryError) as error:
        parsed("word " * 20 + "(a " + "word " * 20)
    shown = str(error.value).splitlines()
    assert shown[0] == "this parenthesis is not closed"
    assert shown[2].index("^") == shown[1].index("(")
    assert len(shown[1]) < 74
    assert shown[1].startswith("  …")
    assert shown[1].endswith("…")


def test_the_caret_stands_under_its_place_whatever_the_width_of_what_is_before() -> None:
    with pytest.raises(QueryError) as error:
        parsed("東京\te\u0301 (a")
    assert str(error.value) == "this parenthesis is not closed\n  東京 e\u0301 (a\n         ^"


@given(st.text() | st.text(alphabet="\"*()-^:+{}'ab 0.,ANDORT/=~<>@"))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        tree = parsed(text)
    except QueryError:
        return
    for node in nodes(tree):
        if isinstance(node, Text):
            assert analyze(node.text)
