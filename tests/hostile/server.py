"""Runs newscat many times, each in a process of its own that is forked from this one: 15 ms instead of 250.

A line of JSON in (`cwd`, `args`, `env`, `tty`, `seconds`), a line of JSON out. A run that dies by a signal, hangs or
takes too much memory is one of many, and says so.
"""

import contextlib
import json
import os
import pty
import resource
import select
import signal
import sys
import tempfile
import time

import newscat.cli.list
import newscat.cli.search
import newscat.cli.show
import newscat.cli.validate

# What a command imports, once for all of them.
import newscat.index.catalogue
import newscat.output.article
import newscat.output.formats.json
import newscat.output.terminal.table
import newscat.rules.engine  # noqa: F401
from newscat.cli.app import main


def child(request: dict, stdout: int, stderr: int) -> None:
    """Never returns."""
    code = 99
    try:
        os.setsid()
        os.chdir(request["cwd"])
        os.environ.update(request["env"])
        null = os.open(os.devnull, os.O_RDONLY)
        for number, descriptor in enumerate((null, stdout, stderr)):
            os.dup2(descriptor, number)
        sys.stdin = open(0, encoding="utf-8", errors="surrogateescape", closefd=False)  # noqa: SIM115
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", encoding="utf-8", buffering=1, closefd=False)  # noqa: SIM115
        main([arg.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") for arg in request["args"]])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # what Python would print a traceback for
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        os._exit(code)


def run(request: dict) -> dict:
    master = None
    if request["tty"]:
        master, slave = pty.openpty()
        outputs = (slave, slave)
    else:
        files = [tempfile.TemporaryFile() for _ in range(2)]  # noqa: SIM115
        outputs = tuple(file.fileno() for file in files)
    start = time.monotonic()
    pid = os.fork()
    if not pid:
        child(request, *outputs)
    shown = bytearray()
    if master is not None:
        os.close(slave)
    status, usage = wait(pid, start + request["seconds"], master, shown)
    if master is not None:
        os.close(master)
        texts = [bytes(shown).replace(b"\r\n", b"\n"), b""]
    else:
        for file in files:
            file.seek(0)
        texts = [file.read() for file in files]
        for file in files:
            file.close()
    return {
        "code": os.waitstatus_to_exitcode(status),  # below 0: the signal that ended it
        "stdout": texts[0].decode("latin-1"),
        "stderr": texts[1].decode("latin-1"),
        "seconds": usage.ru_utime + usage.ru_stime,
        "kib": usage.ru_maxrss,
    }


def wait(pid: int, until: float, master: int | None, shown: bytearray) -> tuple[int, resource.struct_rusage]:
    """Its status, once it has ended; killed where it takes too long. What a terminal shows is collected."""
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        ended = bool(done)
        if master is not None:
            while select.select([master], [], [], 0 if ended else 0.01)[0]:
                try:
                    part = os.read(master, 1 << 16)
                except OSError:  # nobody has it open any more
                    part = b""
                shown += part
                if not part:
                    if not ended:
                        _, status, usage = os.wait4(pid, 0)
                    return status, usage
        elif not ended:
            time.sleep(0.002)
        if ended:
            return status, usage
        if time.monotonic() > until:
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
