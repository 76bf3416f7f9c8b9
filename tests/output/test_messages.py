"""Sentences on stderr."""

import pytest

from newscat.output import messages


@pytest.mark.parametrize(
    ("returned", "total", "expected"),
    [
        (50, 4288, "50 of 4,288 articles (-n 0 for all)"),
        (4288, 4288, "4,288 articles"),
        (1, 1, "1 article"),
        (0, 0, "No articles"),
        (0, 1, "0 of 1 article (-n 0 for all)"),
    ],
)
def test_counts(returned: int, total: int, expected: str) -> None:
    assert messages.counted(returned, total) == expected


def test_a_path_cannot_forge_a_message() -> None:
    assert messages.for_file("a\nnewscat: all good\x1b", "is a FIFO\n") == r"a\nnewscat: all good\x1b: is a FIFO\n"


def test_an_error_may_have_a_caret_below() -> None:
    assert messages.error("bad query\n  a:\x1b\n    ^") == "newscat: bad query\n  a:\\x1b\n    ^"


def test_an_unknown_word_is_named_with_its_neighbours() -> None:
    assert messages.unknown_word("x\n", (), hint=True) == "no article contains 'x\\n'"
    assert messages.unknown_word("facal", ["facial"], hint=False) == "no article contains 'facal' (similar: facial)"
    assert messages.unknown_word("facal", ["facial", "\x1b"], hint=True) == (
        "no article contains 'facal' (similar: facial, \\x1b; add --fuzzy to include them)"
    )
