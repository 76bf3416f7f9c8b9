"""Python processes that work for this one, and the pipes to them.

They do not use `multiprocessing`: the calling program is neither forked nor imported again, so that it can call
`open_catalogue` from a thread and without a `__main__` guard. Messages are tuples in the format of `marshal`, which
takes half the time of pickle.
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

# A worker's reply is about 300 kB; a pipe of this size holds three, so that the worker need not wait.
_PIPE = 1 << 20
_LENGTH = 4
# With the caller's sys.path, so that the caller's `newscat` is imported. It ends without Python's clean-up, because the
# thread of `received` may still be waiting.
_START = (
    "import marshal, os, sys; end = sys.stdin.buffer; "
    "sys.path[:], module, function = marshal.loads(end.read(int.from_bytes(end.read(4), 'big'))); "
    "import importlib; getattr(importlib.import_module(module), function)(); os._exit(0)"
)


class Process:
    """A process that runs `module.function`, which calls `receive` and `send`. Raises OSError."""

    def __init__(self, module: str, function: str) -> None:
        if not sys.executable or hasattr(sys, "frozen"):  # frozen: the executable is not Python
            raise OSError("this Python does not know where its program is")
        path = [str(each) or os.getcwd() for each in sys.path]
        # -X utf8 as here: file names must be decoded in the same way. -S: sys.path is given, and output of a
        # sitecustomize would precede our messages. No stderr: a process that fails ends, which is enough.
        command = [sys.executable, "-I", "-S", f"-Xutf8={sys.flags.utf8_mode}", "-c", _START]
        # In its own process group: during its start, ^C would print a traceback.
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
        """Send a message. If the process has died, `receive` raises the error."""
        with suppress(BrokenPipeError):
            _write(self._stdin, marshal.dumps(message))

    def receive(self) -> Any:
        """The next message. Raises EOFError if the process has died."""
        return _read(self._stdout)

    def end(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.communicate()


def prepare() -> None:
    """In a new process: leave ^C to the parent process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # messages are tuples without cycles


def receive() -> Any:
    """In such a process: the next message. Raises EOFError at the end of the work."""
    return _read(sys.stdin.buffer)


def received() -> Iterator[Any]:
    """In such a process: the messages until the end of the work.

    A thread reads ahead. While this process writes a long answer, the parent may be writing, too; without the
    thread, both would wait forever. The parent limits the number of messages.
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
    """In such a process: send an answer, or exit if the parent has closed the pipe."""
    try:
        _write(sys.stdout.buffer, marshal.dumps(message))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # os._exit: Python would try to flush the rest into the closed pipe.
        os._exit(0)


def processors() -> int:
    """The number of processors to use, at most 8."""
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
        pass  # not Linux, or above the user's limit: only slower
