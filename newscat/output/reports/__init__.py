"""Findings to a stream. A report is a function `render(report: Report, out: TextIO, screen: Screen) -> None`."""

from newscat.output.registry import Renderer, find

FORMATS = {
    "text": "newscat.output.reports.text:render",
    "json": "newscat.output.reports.json:render",
    "github": "newscat.output.reports.github:render",
}


def resolve(name: str) -> Renderer:
    """The renderer called `name`; UsageError, with the nearest known name, if there is none."""
    return find(name, FORMATS)
