"""Reading files: in this process or, when they are many, in others."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from newscat.article.frontmatter import Limits
from newscat.index.load.parse import Checks, Parsed, Row, parsed_file
from newscat.index.load.processes import Process, prepare, processors, received, send

# Fewer files than this are read here: starting two workers takes as long as reading 1,500.
THRESHOLD = 2000
# Files a message: large enough that its overhead is nothing, small enough that memory stays so.
_BATCH = 256
# Messages a worker has before it, so that it never waits for the next.
_AHEAD = 2

Place = TypeVar("Place")


class Job(NamedTuple):
    """A file to read. `named`: it must be a record."""

    path: str
    named: bool


def read_all(jobs: Iterable[tuple[Place, Job]], checks: Checks) -> Generator[tuple[Place, Parsed | None], None, None]:
    """What each file gives, in the order of the jobs, with whatever came along with its job.

    None for a file that is gone. At most a few batches are held at a time.
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
    """A worker for each processor; none where no process can be started."""
    workers: list[Process] = []
    try:
        for _ in range(processors()):
            workers.append(Process(__name__, work.__name__))
            plugins = [tuple(each) for each in checks.plugins]
            workers[-1].send((checks.rules, sorted(checks.known_fields), plugins, checks.schema, tuple(checks.limits)))
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
    """Batches go to the workers in turn and come back in turn."""
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
    except EOFError:  # killed, out of memory: its files are read here
        results = [parsed_file(job.path, checks, named=job.named) for _, job in batch]
    for (place, _), result in zip(batch, results, strict=True):
        yield place, result and Parsed(result[0] and Row(*result[0]), *result[1:])


def work() -> None:
    """A worker: batches in, results out, until there are no more."""
    prepare()
    messages = received()
    rules, known_fields, plugins, schema, limits = next(messages)
    checks = Checks(rules, frozenset(known_fields), tuple(plugins), schema, Limits(*limits))
    for batch in messages:
        send([_plain(parsed_file(path, checks, named=named)) for path, named in batch])


def _plain(parsed: Parsed | None) -> tuple[Any, ...] | None:
    """marshal knows tuples, not their subclasses."""
    return None if parsed is None else (parsed.row and tuple(parsed.row), *parsed[1:])
