"""Colour, width and links are three questions; each answer is a table."""

import io

import pytest

from newscat.output.terminal.screen import Screen, cells, measure, screen_of

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("is_terminal", "choice", "environ", "color"),
    [
        (True, "auto", {}, True),
        (True, "auto", {"TERM": "dumb"}, False),
        (True, "auto", {"NO_COLOR": "1"}, False),
        (True, "auto", {"NO_COLOR": ""}, True),
        (True, "auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (True, "auto", {"FORCE_COLOR": "1", "TERM": "dumb"}, True),
        (True, "never", {"FORCE_COLOR": "1"}, False),
        (True, "always", {"NO_COLOR": "1"}, True),
        (False, "auto", {}, False),
        (False, "auto", {"FORCE_COLOR": "1"}, True),
        (False, "auto", {"FORCE_COLOR": "0"}, False),
        (False, "auto", {"FORCE_COLOR": ""}, False),
        (False, "always", {}, True),
        (False, "never", {}, False),
    ],
)
def test_color(is_terminal: bool, choice: str, environ: dict[str, str], color: bool) -> None:
    screen = measure(is_terminal, (80, 24) if is_terminal else None, choice, XTERM | environ)
    assert screen.color is color
    assert screen.is_terminal is is_terminal, "colour never makes a pipe a terminal"


@pytest.mark.parametrize(
    ("is_terminal", "size", "columns", "width"),
    [
        (True, (132, 50), None, 132),
        (True, (132, 50), "60", 60),
        (True, (0, 0), None, 80),
        (True, None, None, 80),
        (False, None, None, None),
        (False, None, "60", 60),
        (True, (132, 50), "wide", 132),
        (True, (132, 50), "-5", 132),
        (True, (132, 50), "0", 132),
        (True, (132, 50), "", 132),
        (True, (132, 50), "²", 132),
        (True, (132, 50), "9" * 5000, 132),
    ],
)
def test_width(is_terminal: bool, size: tuple[int, int] | None, columns: str | None, width: int | None) -> None:
    environ = XTERM | ({} if columns is None else {"COLUMNS": columns})
    assert measure(is_terminal, size, "auto", environ).width == width


@pytest.mark.parametrize(
    ("is_terminal", "choice", "term", "links"),
    [
        (True, "auto", "xterm-256color", True),
        (True, "auto", "dumb", False),
        (True, "always", "dumb", False),
        (True, "auto", "linux", False),
        (True, "always", "", False),
        (True, "never", "xterm", False),
        (False, "always", "xterm", False),
    ],
)
def test_links(is_terminal: bool, choice: str, term: str, links: bool) -> None:
    assert measure(is_terminal, None, choice, {"TERM": term}).links is links


def test_height_is_a_terminals() -> None:
    assert measure(True, (80, 50), "auto", XTERM).height == 50
    assert measure(False, None, "auto", XTERM).height is None


def test_a_stream_without_a_file_is_no_terminal() -> None:
    assert screen_of(io.StringIO(), "auto", XTERM) == Screen()


def test_a_closed_stream_is_no_terminal() -> None:
    stream = io.StringIO()
    stream.close()
    assert screen_of(stream, "auto", XTERM) == Screen()


def test_a_terminal_that_tells_no_size_has_80_columns() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert screen_of(Terminal(), "auto", XTERM) == Screen(True, 80, color=True, links=True, height=24)


@pytest.mark.parametrize(("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("naïve —", 7)])
def test_how_many_cells_a_text_takes(text: str, width: int) -> None:
    assert cells(text) == width
