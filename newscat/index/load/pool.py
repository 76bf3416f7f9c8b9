"""Work that several processes share: batches are sent out in turn, and their results come back in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from newscat.index.load.processes import Process, processors

# Messages queued per worker, so that it never waits for the next.
_AHEAD = 2

T = TypeVar("T")


def batches(jobs: Iterable[T], size: int) -> Iterator[list[T]]:
    stream = iter(jobs)
    while batch := list(islice(stream, size)):
        yield batch


def started(module: str, function: str, settings: object) -> list[Process]:
    """A process per processor that runs `module.function`, with its settings sent; none if none can be started."""
    workers: list[Process] = []
    try:
        for _ in range(processors()):
            workers.append(Process(module, function))
            workers[-1].send(settings)
    except OSError:
        pass
    return workers


def shared(
    workers: Sequence[Process], jobs: Iterable[Sequence[T]], here: Callable[[Sequence[T]], Any]
) -> Iterator[tuple[Sequence[T], Any]]:
    """Each batch with its result. `here` does the work of a process that was killed; the processes end at the end."""
    waiting: deque[tuple[Process, Sequence[T]]] = deque()
    try:
        for number, batch in enumerate(jobs):
            worker = workers[number % len(workers)]
            worker.send([tuple(job) for job in batch])  # type: ignore[arg-type]
            waiting.append((worker, batch))
            if len(waiting) >= _AHEAD * len(workers):
                yield _result(*waiting.popleft(), here)
        while waiting:
            yield _result(*waiting.popleft(), here)
    finally:
        for worker in workers:
            worker.end()


def _result(worker: Process, batch: Sequence[T], here: Callable[[Sequence[T]], Any]) -> tuple[Sequence[T], Any]:
    try:
        return batch, worker.receive()
    except EOFError:
        return batch, here(batch)
