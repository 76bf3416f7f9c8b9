"""Reading files, in this process or, when they are many, in others.

Workers are plain Python processes that talk over pipes, not `multiprocessing`: nothing of the
calling program is forked or imported again, so a program may call `open_catalogue` from a thread
and without a `__main__` guard. What goes over the pipe is `marshal`: tuples, half the cost of
pickle.
"""

import gc
import marshal
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any, NamedTuple, TypeVar

from newscat.catalogue.ingest import Checks, Parsed, parsed_file

# Fewer files than this are read here: starting two workers takes as long as reading 1,500.
THRESHOLD = 2000
# Files a message: large enough that its overhead is nothing, small enough that memory stays so.
_BATCH = 256
# Messages a worker has before it, so that it never waits for the next.
_AHEAD = 2
# A reply is about 300 kB; a pipe of this size takes three, so that a worker need not wait to be read.
_PIPE = 1 << 20
_LENGTH = 4

Place = TypeVar("Place")


class Job(NamedTuple):
    """A file to read. `named`: it must be a record."""

    path: str
    named: bool


def read_all(
    jobs: Iterable[tuple[Place, Job]], checks: Checks, threshold: int = THRESHOLD
) -> Iterator[tuple[Place, Parsed | None]]:
    """What each file gives, in the order of the jobs, with whatever came along with its job.

    None for a file that is gone. At most a few batches are held at a time.
    """
    stream = iter(jobs)
    first = list(islice(stream, threshold))
    if len(first) < threshold:
        yield from ((place, parsed_file(job.path, checks, named=job.named)) for place, job in first)
        return
    with _Pool(checks) as pool:
        yield from pool.map(_batches(first, stream))


def _batches(first: list[Any], rest: Iterator[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(first), _BATCH):
        yield first[start : start + _BATCH]
    first.clear()
    while batch := list(islice(rest, _BATCH)):
        yield batch


class _Pool:
    """As many workers as there are processors; batches go to them in turn and come back in turn."""

    def __init__(self, checks: Checks) -> None:
        self._checks = checks
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> "_Pool":
        # -X utf8 as here: file names must be decoded the same way. The same sys.path: the caller's may be its own.
        code = "import sys, marshal; sys.path[:] = marshal.loads(sys.stdin.buffer.read(int(sys.stdin.buffer.readline())))"
        command = [sys.executable, "-I", f"-Xutf8={sys.flags.utf8_mode}", "-c", f"{code}; from {__name__} import work; work()"]
        search = marshal.dumps([str(path) or os.getcwd() for path in sys.path])
        header = marshal.dumps((self._checks.rules, sorted(self._checks.known_fields)))
        for _ in range(_processors()):
            worker = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
            self._workers.append(worker)
            for pipe in (worker.stdin, worker.stdout):
                _widen(pipe)
            _stdin(worker).write(b"%d\n" % len(search) + search)
            _send(_stdin(worker), header)
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.communicate()

    def map(self, batches: Iterator[Sequence[tuple[Place, Job]]]) -> Iterator[tuple[Place, Parsed | None]]:
        waiting: deque[tuple[subprocess.Popen[bytes], Sequence[tuple[Place, Job]]]] = deque()
        for number, batch in enumerate(batches):
            worker = self._workers[number % len(self._workers)]
            try:
                _send(_stdin(worker), marshal.dumps([tuple(job) for _, job in batch]))
            except BrokenPipeError:
                pass  # it has died: `_results` reads its batches here
            waiting.append((worker, batch))
            if len(waiting) >= _AHEAD * len(self._workers):
                yield from self._results(*waiting.popleft())
        while waiting:
            yield from self._results(*waiting.popleft())

    def _results(
        self, worker: subprocess.Popen[bytes], batch: Sequence[tuple[Place, Job]]
    ) -> Iterator[tuple[Place, Parsed | None]]:
        assert worker.stdout is not None
        message = _receive(worker.stdout)
        if message is None:  # killed, out of memory: its files are read here
            results = [parsed_file(job.path, self._checks, named=job.named) for _, job in batch]
        else:
            results = marshal.loads(message)
        for (place, _), result in zip(batch, results, strict=True):
            yield place, result


def work() -> None:
    """A worker: batches in, results out, until its input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C goes to the whole group; the parent ends us
    gc.disable()  # results are tuples: counting references frees them
    source, out = sys.stdin.buffer, sys.stdout.buffer
    header = _receive(source)
    if header is None:
        return
    rules, known_fields = marshal.loads(header)
    checks = Checks(rules, frozenset(known_fields))
    while (message := _receive(source)) is not None:
        results = []
        for path, named in marshal.loads(message):
            parsed = parsed_file(path, checks, named=named)
            results.append(None if parsed is None else (_plain(parsed.row), parsed.findings))
        try:
            _send(out, marshal.dumps(results))
            out.flush()
        except BrokenPipeError:
            return


def _plain(row: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    return None if row is None else tuple(row)


def _processors() -> int:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(count, 1), 8)


def _stdin(worker: subprocess.Popen[bytes]) -> IO[bytes]:
    assert worker.stdin is not None
    return worker.stdin


def _send(pipe: IO[bytes], message: bytes) -> None:
    rest = memoryview(len(message).to_bytes(_LENGTH, "big") + message)
    while rest:
        rest = rest[pipe.write(rest) :]


def _receive(pipe: IO[bytes]) -> bytes | None:
    """The next message, None at the end."""
    length = _exactly(pipe, _LENGTH)
    return None if length is None else _exactly(pipe, int.from_bytes(length, "big"))


def _exactly(pipe: IO[bytes], count: int) -> bytes | None:
    parts = []
    while count:
        part = pipe.read(count)
        if not part:
            return None
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _widen(pipe: IO[bytes] | None) -> None:
    try:
        import fcntl

        if pipe is not None:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):
        pass  # not Linux, or over this user's limit: only slower
