#!/usr/bin/env python3
"""Compare the first `list` with a python-frontmatter loop, whole processes in turn, the best of each.

    python benchmarks/first_read.py
    python benchmarks/first_read.py --catalogue ~/blog

Without --catalogue, two are made: articles as in `run.py`, and posts with long bodies as in `text.py`. The exit code is
1 if the processor time, as a multiple of the loop's, is more than twice what is recorded here. It depends less than
the time on a clock on what else the machine does; newscat shares it between two processes and more.
"""

import argparse
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
FILES = 4000
# Processor time of the first list, as a multiple of the loop's.
RECORDED = {"articles": 1.2, "long bodies": 2.0}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print each ratio; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalogue", type=Path, help="measure this folder alone")
    parser.add_argument("--repeat", type=int, default=5)
    asked = parser.parse_args(arguments)
    slow = 0
    with tempfile.TemporaryDirectory(prefix="newscat-first-") as scratch:
        for name, stand in _stands(Path(scratch), asked.catalogue):
            ours, loop = [], []
            for _ in range(asked.repeat):
                ours.append(LIST.measure(stand))
                loop.append(PARSING.measure(stand))
            clock = min(each.value for each in ours), min(each.value for each in loop)
            cpu = min(each.cpu for each in ours), min(each.cpu for each in loop)
            ratio = cpu[0] / cpu[1]
            slow += ratio > 2 * RECORDED.get(name, ratio)
            said = f"{clock[0]:.2f} s, the loop {clock[1]:.2f} s ({clock[0] / clock[1]:.2f} ×)"
            print(f"{name}: {said}; of processor time {cpu[0]:.2f} s and {cpu[1]:.2f} s ({ratio:.2f} ×)")
    return min(slow, 1)


def _stands(scratch: Path, folder: Path | None) -> Iterator[tuple[str, Stand]]:
    work = scratch / "work"
    work.mkdir()
    if folder is not None:
        yield str(folder), Stand(Catalogue(folder.absolute(), {}, ""), work)
        return
    yield "articles", Stand(catalogue(scratch, FILES), work)
    text.write(scratch / "posts", FILES)
    yield "long bodies", Stand(Catalogue(scratch / "posts", {}, ""), work)


if __name__ == "__main__":
    sys.exit(main())
