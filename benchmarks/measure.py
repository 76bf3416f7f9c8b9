"""What can be measured, and how: whole processes and sizes."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from benchmarks.articles import Catalogue, catalogue

ROOT = Path(__file__).parents[1]
# What the installed command does.
NEWSCAT = (sys.executable, "-c", "from newscat.__main__ import main; main()")
# A file touched less than 50 ms before a refresh is read again by the next one, too.
SETTLED = 0.1


class WrongAnswerError(Exception):
    """A job did not answer what it should: its time would mean nothing."""


class UnavailableError(Exception):
    """A yardstick that this machine does not have."""


@dataclass(frozen=True)
class Sample:
    """One measurement: seconds, or bytes; the most memory that one of its processes took (bytes), and the processor
    time of all of them (seconds)."""

    value: float
    peak: int = 0
    cpu: float = 0


@dataclass(frozen=True)
class Stand:
    """Where one job is measured: a catalogue, and a folder of its own for caches and output."""

    catalogue: Catalogue
    scratch: Path

    @classmethod
    def of(cls, parent: Path, files: int) -> "Stand":
        """The stand for so many files. All of them are read once, each time: a system may have dropped them from
        memory meanwhile, and whoever ran first would wait for the disk."""
        stand = cls(catalogue(parent / "catalogues", files), parent / "scratch" / str(files))
        stand.scratch.mkdir(parents=True, exist_ok=True)
        stand.run((sys.executable, "{yardsticks}/read_files.py", "{catalogue}"), "kept")
        return stand

    @cached_property
    def words(self) -> dict[str, str]:
        """What the names in a command's braces stand for."""
        return {
            "catalogue": str(self.catalogue.folder),
            "id": self.catalogue.some_id,
            "seeds": str(ROOT / "seeds"),
            "yardsticks": str(ROOT / "benchmarks" / "yardsticks"),
            "scratch": str(self.scratch),
        }

    def run(self, argv: tuple[str, ...], cache: str, exits: tuple[int, ...] = (0,)) -> tuple[Sample, str]:
        """Run a command to its end, and what it printed. Raises UnavailableError, and WrongAnswerError for a
        newscat that ends otherwise than it should."""
        first, *rest = argv
        command = [*(NEWSCAT if first == "newscat" else [first]), *(each.format_map(self.words) for each in rest)]
        out, err = self.scratch / "stdout", self.scratch / "stderr"
        env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCAT_", "PYTHON"))}
        env["NEWSCAT_CACHE_DIR"] = str(self.scratch / cache)
        with out.open("wb") as stdout, err.open("wb") as stderr:
            began = time.perf_counter()
            try:
                process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=env, cwd=ROOT
                )
            except FileNotFoundError:
                raise UnavailableError(f"no {first}") from None
            try:
                # Of the process and of all that it has waited for: the largest one's peak.
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:
                process.kill()
                process.wait()
                raise
            took = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in exits:
            said = f"{' '.join(argv)}: exit {process.returncode}\n{err.read_text()[-2000:]}"
            raise WrongAnswerError(said) if first == "newscat" else UnavailableError(said.splitlines()[0])
        peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        return Sample(took, peak, usage.ru_utime + usage.ru_stime), out.read_text() if first == "newscat" else ""

    def count(self, cache: str, question: tuple[str, ...]) -> int:
        """What newscat's `--count` says, from the index as it was left."""
        _, answer = self.run(("newscat", *question, "{catalogue}", "--count", "--no-refresh"), cache)
        return int(answer)


@dataclass(frozen=True)
class Expected:
    """What a command must print: a line for each of the catalogue's `count`, at most `most`, and a `header`;
    and what the `--count` of the same `question` must be."""

    count: str
    question: tuple[str, ...] = ()
    most: int | None = None
    header: int = 0


@dataclass(frozen=True)
class Command:
    """A command line; names in braces are the stand's words, "newscat" is this checkout's.

    `cache`: "empty" before each run, or "kept" from the last one. `edit`: one file changes before each run.
    """

    label: str
    argv: tuple[str, ...]
    cache: Literal["empty", "kept"] = "kept"
    edit: bool = False
    exits: tuple[int, ...] = (0,)
    expected: Expected | None = None

    def prepare(self, stand: Stand) -> None:
        """Untimed: make what a kept cache would have."""
        if self.cache == "kept":
            self._run(stand)

    def measure(self, stand: Stand) -> Sample:
        """Run it once. Raises WrongAnswerError, UnavailableError."""
        if self.cache == "empty":
            shutil.rmtree(stand.scratch / self.cache, ignore_errors=True)
        return self._run_edited(stand) if self.edit else self._run(stand)

    def _run_edited(self, stand: Stand) -> Sample:
        file = stand.catalogue.some_file
        before = file.read_bytes()
        try:
            file.write_bytes(before.replace(b"category: news\n", b"category: edited\n"))
            time.sleep(SETTLED)
            sample = self._run(stand)
            _expect("articles of category 'edited'", stand.count(self.cache, ("list", "--category", "edited")), 1)
        finally:
            file.write_bytes(before)
        time.sleep(SETTLED)
        self._run(stand)
        return sample

    def _run(self, stand: Stand) -> Sample:
        sample, answer = stand.run(self.argv, self.cache, self.exits)
        if self.expected is not None:
            of, counts = self.expected, stand.catalogue.counts
            rows = counts[of.count] if of.most is None else min(counts[of.count], of.most)
            _expect(f"lines of {' '.join(self.argv)}", answer.count("\n"), of.header + rows)
            if of.question:
                found = stand.count(self.cache, of.question)
                _expect(f"--count of {' '.join(of.question)}", found, counts[of.count])
        return sample


@dataclass(frozen=True)
class CacheSize:
    """Bytes of all that newscat keeps of the catalogue after these questions."""

    label: str
    questions: tuple[Command, ...]

    def prepare(self, stand: Stand) -> None:
        for question in self.questions:
            question.prepare(stand)

    def measure(self, stand: Stand) -> Sample:
        return Sample(sum(file.stat().st_size for file in (stand.scratch / "kept").iterdir()))


@dataclass(frozen=True)
class ArticleSize:
    """Bytes of the articles."""

    label: str

    def prepare(self, stand: Stand) -> None:
        """Nothing to prepare."""

    def measure(self, stand: Stand) -> Sample:
        return Sample(stand.catalogue.counts["bytes"])


Measurable = Command | CacheSize | ArticleSize


def _expect(what: str, found: int, wanted: int) -> None:
    if found != wanted:
        raise WrongAnswerError(f"{what}: {found:,}, not {wanted:,}")
