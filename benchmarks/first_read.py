#!/usr/bin/env python3
"""Compare the first `list` with a python-frontmatter loop, and `validate` with it, whole processes in turn, the best
of each.

    python benchmarks/first_read.py
    python benchmarks/first_read.py --catalogue ~/blog

Without --catalogue, two are made: articles as in `run.py`, and posts with long bodies as in `text.py`. The first
`validate` is compared with the first `list`, and printing all findings with counting them, both from the cache. The
exit code is 1 if the processor time, as a multiple of the other's, is more than twice what is recorded here. It depends
less than the time on a clock on what else the machine does; newscat shares it between two processes and more.
"""

import argparse
import math
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import text
from benchmarks.articles import Catalogue, catalogue
from benchmarks.jobs import PARSING
from benchmarks.measure import Command, Stand

LIST = Command("first list", ("newscat", "list", "-n", "50", "{catalogue}"), "empty")
VALIDATE = Command("first validate", ("newscat", "validate", "{catalogue}"), "empty", exits=(0, 1))
COUNT = Command("counts of findings", ("newscat", "validate", "--select", "NC", "--statistics", "{catalogue}"))
PRINT = Command("findings as JSON", ("newscat", "validate", "--select", "NC", "--format", "json", "{catalogue}"))
FILES = 4000
# What is measured in which catalogue, against what, and its processor time as a multiple of the other's.
RECORDED: tuple[tuple[str, Command, Command, float], ...] = (
    ("articles", LIST, PARSING, 1.2),
    ("articles", VALIDATE, LIST, 1.5),
    ("long bodies", LIST, PARSING, 2.0),
    ("findings", PRINT, COUNT, 1.3),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each ratio; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, help="measure this folder alone")
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args(arguments)
    slow = 0
    with tempfile.TemporaryDirectory(prefix="newscat-first-") as scratch:
        for name, stand in _stands(Path(scratch), asked.catalogue):
            for ours, other, recorded in _jobs(name):
                ratio, said = _compared(stand, ours, other, asked.repeat)
                slow += ratio > 2 * recorded
                print(f"{name}: {said}")
    return min(slow, 1)


def _jobs(name: str) -> list[tuple[Command, Command, float]]:
    """Those of this catalogue; for another one, that of the first list, with no limit."""
    return [each for of, *each in RECORDED if of == name] or [(LIST, PARSING, math.inf)]


def _compared(stand: Stand, ours: Command, other: Command, repeat: int) -> tuple[float, str]:
    """The processor time as a multiple of the other's, and a line about it."""
    first, second = [], []
    for one in (ours, other):
        one.prepare(stand)
    for _ in range(repeat):
        first.append(ours.measure(stand))
        second.append(other.measure(stand))
    clock = min(each.value for each in first), min(each.value for each in second)
    cpu = min(each.cpu for each in first), min(each.cpu for each in second)
    ratio = cpu[0] / cpu[1]
    said = f"{ours.label} {clock[0]:.2f} s, {other.label} {clock[1]:.2f} s ({clock[0] / clock[1]:.2f} ×)"
    return ratio, f"{said}; of processor time {cpu[0]:.2f} s and {cpu[1]:.2f} s ({ratio:.2f} ×)"


def _stands(scratch: Path, folder: Path | None) -> Iterator[tuple[str, Stand]]:
    work = scratch / "work"
    work.mkdir()
    if folder is not None:
        yield str(folder), Stand(Catalogue(folder.absolute(), {}, ""), work)
        return
    yield "articles", Stand(catalogue(scratch, FILES), work)
    text.write(scratch / "posts", FILES)
    yield "long bodies", Stand(Catalogue(scratch / "posts", {}, ""), work)
    _write_findings(scratch / "findings")
    yield "findings", Stand(Catalogue(scratch / "findings", {}, ""), work)


def _write_findings(folder: Path) -> None:
    """FILES pages with three findings each, of which two have a fix."""
    folder.mkdir()
    for number in range(FILES):
        page = f'---\ntitle: "One &amp; {number}"\ndate: yesterday \n---\nText.\n'
        (folder / f"{number}.md").write_text(page, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
