"""Read files: in this process or, if there are many, in worker processes."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from newscat.article.field_table import FieldTable
from newscat.article.frontmatter import Limits
from newscat.index.load.kinds import FileKind, Kinds
from newscat.index.load.parse import Checks, FindingRow, Parsed, Row, parsed_file
from newscat.index.load.processes import Process, prepare, processors, received, send

# Fewer files are read in this process: starting two workers takes as long as reading 1,500 files.
THRESHOLD = 2000
# Files per message: enough that the overhead is negligible, few enough to save memory.
_BATCH = 256
# Messages queued per worker, so that it never waits for the next.
_AHEAD = 2

Place = TypeVar("Place")


class Job(NamedTuple):
    """A file to read. A `named` file must be a record."""

    path: str
    named: bool


def read_all(jobs: Iterable[tuple[Place, Job]], checks: Checks) -> Generator[tuple[Place, Parsed | None], None, None]:
    """Parse the file of each job; yield the results in order, each with what came with its job.

    The result is None for a file that does not exist. At most a few batches are in memory at a time.
    """
    stream = iter(jobs)
    first = list(islice(stream, THRESHOLD))
    workers = _started(checks) if len(first) == THRESHOLD else []
    if not workers:
        for place, job in chain(first, stream):
            yield place, parsed_file(job.path, checks, named=job.named)
        return
    try:
        yield from _read_by(workers, _batches(first, stream), checks)
    finally:
        for worker in workers:
            worker.end()


def _started(checks: Checks) -> list[Process]:
    """A worker per processor, or none if no process can be started."""
    workers: list[Process] = []
    try:
        for _ in range(processors()):
            workers.append(Process(__name__, work.__name__))
            plugins = [tuple(each) for each in checks.plugins]
            kinds = (checks.kinds.default, [tuple(each) for each in checks.kinds.files], checks.kinds.folder)
            options = (checks.rules, sorted(checks.known_fields), plugins, checks.schema, kinds, tuple(checks.limits))
            workers[-1].send((*options, checks.table.plain()))
    except OSError:
        pass
    return workers


def _batches(first: list[Any], rest: Iterator[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(first), _BATCH):
        yield first[start : start + _BATCH]
    first.clear()
    while batch := list(islice(rest, _BATCH)):
        yield batch


def _read_by(
    workers: Sequence[Process], batches: Iterator[Sequence[tuple[Place, Job]]], checks: Checks
) -> Iterator[tuple[Place, Parsed | None]]:
    """Send batches to the workers, and receive them, in turn."""
    waiting: deque[tuple[Process, Sequence[tuple[Place, Job]]]] = deque()
    for number, batch in enumerate(batches):
        worker = workers[number % len(workers)]
        worker.send([tuple(job) for _, job in batch])
        waiting.append((worker, batch))
        if len(waiting) >= _AHEAD * len(workers):
            yield from _results(*waiting.popleft(), checks)
    while waiting:
        yield from _results(*waiting.popleft(), checks)


def _results(
    worker: Process, batch: Sequence[tuple[Place, Job]], checks: Checks
) -> Iterator[tuple[Place, Parsed | None]]:
    try:
        results = worker.receive()
    except EOFError:  # the worker was killed: read its files here
        results = [_plain(parsed_file(job.path, checks, named=job.named)) for _, job in batch]
    for (place, _), result in zip(batch, results, strict=True):
        yield place, result and _parsed(*result)


def work() -> None:
    """The main function of a worker: receive batches, send results, until there are no more."""
    prepare()
    messages = received()
    rules, known_fields, plugins, schema, (default, files, folder), limits, table = next(messages)
    kinds = Kinds(default, tuple(map(FileKind._make, files)), folder)
    known = frozenset(known_fields)
    checks = Checks(rules, known, tuple(plugins), schema, kinds, Limits(*limits), FieldTable(*table))
    for batch in messages:
        send([_plain(parsed_file(path, checks, named=named)) for path, named in batch])


def _plain(parsed: Parsed | None) -> tuple[Any, ...] | None:
    """The result as plain tuples: marshal cannot write named ones."""
    if parsed is None:
        return None
    return parsed.row and tuple(parsed.row), tuple(map(tuple, parsed.findings)), parsed.ignores


def _parsed(row: tuple[Any, ...] | None, findings: tuple[Any, ...], ignores: tuple[Any, ...]) -> Parsed:
    return Parsed(Row(*row) if row else None, tuple(map(FindingRow._make, findings)), ignores)
