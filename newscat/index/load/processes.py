"""Other Python processes that work for this one, and the pipes between.

Plain processes, not `multiprocessing`: nothing of the calling program is forked or imported again,
so a program may call `open_catalogue` from a thread and without a `__main__` guard. What goes over
the pipes is `marshal`: tuples, half the cost of pickle.
"""

import gc
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

# A worker's reply is about 300 kB; a pipe of this size takes three, so that it need not wait to be read.
_PIPE = 1 << 20
_LENGTH = 4
# The same sys.path: the caller's may be its own. After that it is the caller's `newscat` that is imported.
# At the end without Python's tidying up: the thread of `received` may be waiting still.
_START = (
    "import marshal, os, sys; end = sys.stdin.buffer; "
    "sys.path[:], module, function = marshal.loads(end.read(int.from_bytes(end.read(4), 'big'))); "
    "import importlib; getattr(importlib.import_module(module), function)(); os._exit(0)"
)


class Process:
    """A process that runs `module.function`, which talks to us by `receive` and `send`. Raises OSError."""

    def __init__(self, module: str, function: str) -> None:
        if not sys.executable or hasattr(sys, "frozen"):  # frozen: the program is no Python, but what was frozen
            raise OSError("this Python does not know where its program is")
        path = [str(each) or os.getcwd() for each in sys.path]
        # -X utf8 as here: file names must be read the same way. -S: the path is ours, and what a machine's
        # sitecustomize prints would stand before our messages. No stderr: who cannot go on dies, which is enough.
        command = [sys.executable, "-I", "-S", f"-Xutf8={sys.flags.utf8_mode}", "-c", _START]
        # In a group of its own: ^C is for us, and would be a traceback while it is starting.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            process_group=0,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        _widen(self._stdin)
        _widen(self._stdout)
        self.send((path, module, function))

    def send(self, message: Any) -> None:
        """Nothing happens where the process has died: `receive` will tell."""
        with suppress(BrokenPipeError):
            _write(self._stdin, marshal.dumps(message))

    def receive(self) -> Any:
        """The next message. Raises EOFError where the process has died."""
        return _read(self._stdout)

    def end(self) -> None:
        """At once, whatever it is doing."""
        self._process.kill()
        self._process.communicate()


def prepare() -> None:
    """In a new process: leave ^C, which goes to the whole group, to the one who started us."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # what is passed are tuples: counting references frees them


def receive() -> Any:
    """In such a process: the next message. Raises EOFError at the end of the work."""
    return _read(sys.stdin.buffer)


def received() -> Iterator[Any]:
    """In such a process: the messages until the end of the work.

    A thread reads them ahead: while this process writes a long answer, the other one may be writing,
    and if neither read, both would wait for ever. How many there can be is up to who sends them.
    """
    from queue import SimpleQueue
    from threading import Thread

    waiting: SimpleQueue[Any] = SimpleQueue()

    def read() -> None:
        with suppress(EOFError):
            while True:
                waiting.put(receive())
        waiting.put(None)

    Thread(target=read, daemon=True).start()
    return iter(waiting.get, None)


def send(message: Any) -> None:
    """In such a process: answer. Raises SystemExit where nobody listens any more."""
    try:
        _write(sys.stdout.buffer, marshal.dumps(message))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # os._exit: Python would try to flush the rest into the closed pipe.
        os._exit(0)


def processors() -> int:
    """How many processors we may use, at most 8."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(count, 1), 8)


def _write(pipe: IO[bytes], message: bytes) -> None:
    rest = memoryview(len(message).to_bytes(_LENGTH, "big") + message)
    while rest:
        rest = rest[pipe.write(rest) :]


def _read(pipe: IO[bytes]) -> Any:
    length = int.from_bytes(_exactly(pipe, _LENGTH), "big")
    return marshal.loads(_exactly(pipe, length))


def _exactly(pipe: IO[bytes], count: int) -> bytes:
    parts = []
    while count:
        part = pipe.read(count)
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _widen(pipe: IO[bytes]) -> None:
    try:
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)
    except (ImportError, AttributeError, OSError):
        pass  # not Linux, or over this user's limit: only slower
