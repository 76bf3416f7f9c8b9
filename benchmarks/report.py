"""Samples to text: Markdown tables that read well as they are, and the machine they hold for."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.jobs import GROWTH, MIB, Job
from benchmarks.measure import ArticleSize, CacheSize, Measurable, Sample
from newscat.version import __version__


@dataclass(frozen=True)
class Outcome:
    """A job as it was measured with so many `files`. `skipped`: why it was not."""

    job: Job
    files: int
    ours: Sequence[Sample] = ()
    theirs: Sequence[Sample] = ()
    skipped: str = ""

    @property
    def ratio(self) -> float:
        """Ours to theirs, theirs to ours where it is asked how much quicker ours is."""
        ours, theirs = middle(self.ours), middle(self.theirs) * self.job.times
        return theirs / ours if self.job.at_least else ours / theirs

    @property
    def peak(self) -> int:
        return max(sample.peak for sample in self.ours)

    @property
    def verdict(self) -> str:
        """Whether it is as quick as asked; nothing is asked of another number of files."""
        if self.files != self.job.files:
            return ""
        job = self.job
        quick = self.ratio >= job.at_least if job.at_least else self.ratio <= job.at_most
        return "yes" if quick and (not job.peak or self.peak <= job.peak) else "no"


# What one size's runs gave, by the label of the command.
Growth = dict[int, dict[str, Sequence[Sample]]]


def middle(samples: Sequence[Sample]) -> float:
    return median(sample.value for sample in samples)


def jobs_table(outcomes: Iterable[Outcome]) -> str:
    header = ("files", "newscat", "", "memory", "yardstick", "", "ratio", "asked", "met")
    return _table(header, [_row(outcome) for outcome in outcomes], right={0, 2, 3, 5, 6})


def _row(outcome: Outcome) -> list[str]:
    job = outcome.job
    names = [f"{outcome.files:,}" if outcome.files else "", job.job.label, job.yardstick.label]
    if job.times > 1:
        names[2] = f"{job.times} × that at {outcome.files // job.times:,}"
    if outcome.skipped:
        return [*names[:2], "", "", names[2], "", "", asked(job), f"skipped: {outcome.skipped}"]
    theirs = middle(outcome.theirs) * job.times
    return [
        *names[:2],
        amount(job.job, middle(outcome.ours)),
        size(outcome.peak) if outcome.peak else "",
        names[2],
        amount(job.yardstick, theirs),
        f"{_three(outcome.ratio)} ×",
        asked(job),
        outcome.verdict,
    ]


def asked(job: Job) -> str:
    """`≤ 1.4 ×, ≤ 400 MiB`, `≥ 20 × faster`."""
    bound = f"≥ {job.at_least:g} × faster" if job.at_least else f"≤ {job.at_most:g} ×"
    return f"{bound}, ≤ {size(job.peak)}" if job.peak else bound


def growth_table(growth: Growth) -> str:
    header = ("files", *(command.label for command in GROWTH), "memory of the first list")
    rows = [
        [
            f"{files:,}",
            *(seconds(middle(samples[command.label])) for command in GROWTH),
            size(max(sample.peak for sample in samples[GROWTH[0].label])),
        ]
        for files, samples in growth.items()
    ]
    return _table(header, rows, right=set(range(len(header))))


def growth_sentences(growth: Growth) -> str:
    """How much longer each takes with so many more files; nothing of one size alone."""
    fewest, most = min(growth), max(growth)
    if fewest == most:
        return ""
    times = {
        command.label: middle(growth[most][command.label]) / middle(growth[fewest][command.label]) for command in GROWTH
    }
    said = ", ".join(f"*{label}* {_three(factor)} ×" for label, factor in times.items())
    return f"From {fewest:,} files to {most:,}, which is {most // fewest:,} × as many, the times grow: {said}.\n"


def machine() -> str:
    """The machine and the versions, in one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    parts = (
        f"{_processor()}, {_cores()} cores, {memory / MIB / 1024:.0f} GiB of memory",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"newscat {__version__}",
    )
    return "; ".join(parts) + "."


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        return names[0] if names else platform.machine()
    asked = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True, check=False)
    return asked.stdout.strip() or platform.machine()


def amount(what: Measurable, value: float) -> str:
    """A sample's value in the unit of what was measured."""
    return size(value) if isinstance(what, CacheSize | ArticleSize) else seconds(value)


def seconds(value: float) -> str:
    return f"{_three(value)} s"


def size(value: float) -> str:
    return f"{value / MIB:,.0f} MiB"


def _three(value: float) -> str:
    """Three figures, at most three decimals: 0.052, 1.13, 12.3, 1,234."""
    decimals = 3 if value < 0.1 else 2 if value < 10 else 1 if value < 100 else 0
    return f"{value:,.{decimals}f}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], right: set[int]) -> str:
    widths = [max(len(line[column]) for line in (header, *rows)) for column in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = (
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return f"| {' | '.join(padded)} |\n"

    rule = "|".join("-" * (width + 1) + (":" if column in right else "-") for column, width in enumerate(widths))
    return line(header) + f"|{rule}|\n" + "".join(line(row) for row in rows)
