"""Work that several processes share: batches are sent out in turn, and their results come back in order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from itertools import chain, islice
from typing import Any, NamedTuple, TypeVar

from newscat.index.load.processes import Process, processors

# Messages queued per worker, so that it never waits for the next while this process writes 2,000 rows: with two, a
# first list took a fifth longer.
_AHEAD = 6

Job = TypeVar("Job")
Result = TypeVar("Result")


class Worker(NamedTuple):
    """The main function of a worker, and what it is sent first. Then it is sent lists of jobs, made plain by `sent`,
    and sends back a list of results for each."""

    module: str
    function: str
    settings: object
    sent: Callable[[Any], object] = tuple
    received: Callable[[Any], Any] = lambda result: result
    """From what a worker sent to the result."""


def shared(
    jobs: Iterable[Job], here: Callable[[Job], Result], worker: Worker, *, threshold: int, size: int
) -> Generator[tuple[Job, Result], None, None]:
    """Each job with its result, in order. Fewer jobs than `threshold` are done in this process, by `here`; others by a
    worker per processor, `size` jobs per message, of which at most a few are in memory at a time."""
    stream = iter(jobs)
    first = list(islice(stream, threshold))
    workers = _started(worker) if len(first) == threshold else []
    if not workers:
        for job in chain(first, stream):
            yield job, here(job)
        return
    waiting: deque[tuple[Process, list[Job]]] = deque()
    try:
        for number, batch in enumerate(_batches(first, stream, size)):
            process = workers[number % len(workers)]
            process.send([worker.sent(job) for job in batch])
            waiting.append((process, batch))
            if len(waiting) >= _AHEAD * len(workers):
                yield from _results(*waiting.popleft(), here, worker)
        while waiting:
            yield from _results(*waiting.popleft(), here, worker)
    finally:
        for process in workers:
            process.end()


def _started(worker: Worker) -> list[Process]:
    """A process per processor, or none if no process can be started."""
    started: list[Process] = []
    try:
        for _ in range(processors()):
            started.append(Process(worker.module, worker.function))
            started[-1].send(worker.settings)
    except OSError:
        pass
    return started


def _batches(first: list[Job], rest: Iterator[Job], size: int) -> Iterator[list[Job]]:
    for start in range(0, len(first), size):
        yield first[start : start + size]
    first.clear()
    while batch := list(islice(rest, size)):
        yield batch


def _results(
    process: Process, batch: list[Job], here: Callable[[Job], Result], worker: Worker
) -> Iterator[tuple[Job, Result]]:
    try:
        results = map(worker.received, process.receive())
    except EOFError:  # the worker was killed
        results = map(here, batch)
    yield from zip(batch, results, strict=True)
