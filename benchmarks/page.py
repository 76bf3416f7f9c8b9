"""Measurements into a page of the documentation, between its marks, and the plot beside it."""

import re
from collections.abc import Mapping
from pathlib import Path

from benchmarks.jobs import GROWTH
from benchmarks.plot import svg
from benchmarks.report import Growth, middle

BLOCKS = ("machine", "jobs", "growth")


def is_marked(page: Path) -> bool:
    """Whether the page has a place for each block: `<!-- NAME -->` … `<!-- /NAME -->`, once."""
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    return all(len(_place(name).findall(text)) == 1 for name in BLOCKS)


def write(page: Path, blocks: Mapping[str, str], growth: Growth) -> None:
    """Put the blocks in their places, and draw the plot."""
    text = page.read_text(encoding="utf-8")
    for name in BLOCKS:
        opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
        new = f"{opening}\n\n{blocks[name]}\n{closing}"
        text = _place(name).sub(lambda _, new=new: new, text)  # type: ignore[misc]
    page.write_text(text, encoding="utf-8")
    page.with_suffix(".svg").write_text(plotted(growth), encoding="utf-8")


def plotted(growth: Growth) -> str:
    """The plot of what grows."""
    series = {
        command.label: [(files, middle(samples[command.label])) for files, samples in growth.items()]
        for command in GROWTH
    }
    return svg("Time of a whole command, by the number of files", series)


def _place(name: str) -> re.Pattern[str]:
    return re.compile(rf"<!-- {name} -->\n.*?<!-- /{name} -->", re.DOTALL)
