#!/usr/bin/env python3
"""Measure newscat against yardsticks on catalogues made for it, and say whether it is as quick as asked.

    python benchmarks/run.py --files 100000
    python benchmarks/run.py --files 1000000 --write docs/performance.md
    python benchmarks/run.py --files 100000 --only list-again search-rare --repeat 9 --keep ~/catalogues

Each job and its yardstick run in turn, as processes of their own; the medians count. Every answer
is compared with what the catalogue is known to hold. A job is measured with the number of files that
its bound is asked for, or with --files where that is fewer; a million files take 6 GB of disk.
"""

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import page
from benchmarks.jobs import GROWTH, JOBS, Job
from benchmarks.measure import Measurable, Sample, Stand, UnavailableError, WrongAnswerError
from benchmarks.report import Growth, Outcome, amount, growth_sentences, growth_table, jobs_table, machine

SIZES = (1000, 10_000, 100_000, 1_000_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what the arguments say. The exit code: 1 for a wrong answer, whatever the times are."""
    asked = _arguments(arguments)
    with _folder(asked.keep) as folder:
        try:
            outcomes = [] if asked.scale else list(_outcomes(folder, _chosen(asked.only), asked.files, asked.repeat))
            growth = _growth(folder, asked.files, asked.repeat) if asked.scale or asked.write else {}
        except WrongAnswerError as error:
            print(f"wrong answer: {error}", file=sys.stderr)
            return 1
    blocks = {"machine": machine() + "\n"}
    if outcomes:
        blocks["jobs"] = jobs_table(outcomes)
    if growth:
        blocks["growth"] = "\n".join(filter(None, (growth_table(growth), growth_sentences(growth))))
    print("\n".join(blocks.values()), end="")
    if asked.write:
        page.write(asked.write, blocks, growth)
    return 0


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks/run.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = list(dict.fromkeys(job.name for job in JOBS))
    parser.add_argument("--files", type=_count, default=100_000, metavar="N", help="at most so many (100,000)")
    parser.add_argument("--only", nargs="+", metavar="JOB", help=f"these jobs: {', '.join(names)}")
    parser.add_argument("--repeat", type=_count, default=5, metavar="K", help="runs of each job and yardstick (5)")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the catalogues here, and use those that are")
    parser.add_argument("--scale", action="store_true", help="measure how cost grows with the files, not the jobs")
    parser.add_argument(
        "--write", type=Path, metavar="PAGE", help="measure both, and write them into this page and a plot beside it"
    )
    asked = parser.parse_args(arguments)
    if asked.write and (asked.scale or asked.only):
        parser.error("--write takes all there is: it does not go together with --scale or --only")
    if asked.write and not page.is_marked(asked.write):
        parser.error(f"{asked.write} is no page with the marks of {', '.join(page.BLOCKS)}")
    for name in asked.only or ():
        if name not in names:
            near = get_close_matches(name, names, 1)
            parser.error(f"no job {name!r}" + (f" (did you mean {near[0]!r}?)" if near else ""))
    return asked


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


@contextlib.contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Where everything is written: the catalogues in what the user keeps, if they do, the rest for once."""
    with tempfile.TemporaryDirectory(prefix="newscat-benchmarks-") as scratch:
        folder = Path(scratch)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            (folder / "catalogues").symlink_to(keep.resolve())
        yield folder


def _chosen(only: Sequence[str] | None) -> list[Job]:
    return [job for job in JOBS if only is None or job.name in only]


def _outcomes(folder: Path, jobs: Sequence[Job], files: int, repeat: int) -> Iterator[Outcome]:
    done: set[tuple[str, int]] = set()
    for job in jobs:
        size = min(job.files, files)
        if (job.name, size) not in done:  # the same job, asked for more files than there are now
            done.add((job.name, size))
            yield _outcome(folder, job, size, repeat)


def _outcome(folder: Path, job: Job, files: int, repeat: int) -> Outcome:
    """Job and yardstick in turn: A B A B …, so that a busy minute falls on both."""
    stand = Stand.of(folder, files)
    other = stand if job.times == 1 else Stand.of(folder, max(files // job.times, 1))
    ours: list[Sample] = []
    theirs: list[Sample] = []
    try:
        job.yardstick.prepare(other)
        job.job.prepare(stand)
        for _ in range(repeat):
            ours.append(job.job.measure(stand))
            theirs.append(job.yardstick.measure(other))
    except UnavailableError as error:
        _say(f"{job.name}: skipped, {error}")
        return Outcome(job, files, skipped=str(error))
    outcome = Outcome(job, files, ours, theirs)
    values = f"{_values(job.job, ours)} against {_values(job.yardstick, theirs)}"
    _say(f"{job.name}{f', {files:,} files' if files else ''}: {outcome.ratio:.2f} ({values})")
    return outcome


def _growth(folder: Path, files: int, repeat: int) -> Growth:
    growth: Growth = {}
    for size in [size for size in SIZES if size <= files] or [files]:
        stand = Stand.of(folder, size)
        growth[size] = {command.label: _samples(command, stand, repeat) for command in GROWTH}
    return growth


def _samples(what: Measurable, stand: Stand, repeat: int) -> list[Sample]:
    what.prepare(stand)
    samples = [what.measure(stand) for _ in range(repeat)]
    _say(f"{what.label}, {stand.catalogue.counts['articles']:,} files: {_values(what, samples)}")
    return samples


def _values(what: Measurable, samples: Sequence[Sample]) -> str:
    return ", ".join(amount(what, sample.value) for sample in samples)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
