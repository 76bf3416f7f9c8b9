"""Suggestions: only a name that was probably meant."""

import pytest

from newscat.errors import nearest, suggestion


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("lsit", ["list", "lint"], "list"),
        ("ulr", ["url", "title"], "url"),
        ("titel", ["title"], "title"),
        ("excerp", ["excerpt"], "excerpt"),
        ("ampWebURL", ["webUrl", "ampWebUrl"], "ampWebUrl"),
        ("qality", ["quality", "category"], "quality"),
        ("tags", ["images", "topics"], None),
        ("data", ["date"], None),
        ("map", ["amp"], None),
        ("price", ["provider"], None),
        ("NC999", ["NC409"], None),
        ("x", ["", "y"], None),
        ("", ["x"], None),
    ],
)
def test_a_suggestion_is_a_near_name(name: str, known: list[str], meant: str | None) -> None:
    assert nearest(name, known) == meant
    assert suggestion(name, known) == (f" (did you mean {meant!r}?)" if meant else "")
