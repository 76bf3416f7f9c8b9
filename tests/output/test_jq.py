"""`--jq`: results a line each, and refusals that help."""

import io
import sys
from collections.abc import Sequence
from typing import Any

import pytest

from newscat.errors import UsageError
from newscat.output.formats.jq import Filter
from newscat.output.rows import Document, Rows
from newscat.output.terminal.screen import Screen

ONE = {"id": "one", "path": "x/one.md", "title": "Tab\t\x1b[31m and\n\u202e", "topics": ["AI", "ML"], "heat": None}
TWO = {"id": "two", "path": "x/two\n.md", "title": "\udcff", "topics": [], "heat": 7}


def filtered(expression: str, documents: Sequence[Document] = (ONE, TWO)) -> str:
    out = io.StringIO()
    Filter.of(expression).render(Rows((), iter(documents), len(documents), len(documents)), out, Screen())
    return out.getvalue()


def without_jq(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jq", None)


def test_without_the_package_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without_jq(monkeypatch)
    with pytest.raises(UsageError, match=r"^--jq requires an extra package: pip install 'newscat\[jq\]'$"):
        Filter.of(".")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (".id", "one\ntwo\n"),
        (".heat", "null\n7\n"),
        (".topics[]", "AI\nML\n"),
        ("{id, heat}", '{"id": "one", "heat": null}\n{"id": "two", "heat": 7}\n'),
        (".topics | length, [.]", '2\n[["AI", "ML"]]\n0\n[[]]\n'),
        ("select(.heat > 5).id", "two\n"),
        ("empty", ""),
        (".title", "Tab\t\\x1b[31m and\n\\u202e\n\\udcff\n"),
        ("[.id, .heat] | @tsv", "one\t\ntwo\t7\n"),
        ("[.title]", '["Tab\\t\\u001b[31m and\\n\\u202e"]\n["\\\\udcff"]\n'),
    ],
)
def test_a_text_is_printed_as_it_is_and_the_rest_as_json(expression: str, expected: str) -> None:
    pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    assert filtered(expression) == expected


@pytest.mark.parametrize("expression", [".a |", "$x", "nonsense", ""])
def test_an_expression_that_is_wrong_is_refused_before_a_record_comes(expression: str) -> None:
    pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    with pytest.raises(UsageError) as raised:
        Filter.of(expression)
    said = str(raised.value)
    assert said.startswith("--jq: ")
    assert "top-level>" not in said
    assert "compile error" not in said


def test_where_it_fails_is_said_after_what_went_well() -> None:
    pytest.importorskip("jq", reason="the extra 'jq' is not installed")
    out = io.StringIO()
    rows: Any = Rows((), iter([TWO, ONE]), 2, 2)
    with pytest.raises(UsageError) as raised:
        Filter.of(".topics[0] + 1").render(rows, out, Screen())
    assert out.getvalue() == "1\n"
    assert str(raised.value).startswith("--jq fails at 'x/one.md': ")
    assert str(raised.value).endswith(" (write ? after a step to skip what fails)")
