"""`newscat` and `python -m newscat`."""

import gc
import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

# By default they end a process on the spot, with the index half written. Here they end it as ^C does.
_ENDING = ("SIGTERM", "SIGHUP")  # there is no SIGHUP on Windows


class _EndedError(KeyboardInterrupt):
    """Python itself ends with SIGINT after a plain KeyboardInterrupt in code from a string, as of a named tuple."""


def main() -> "NoReturn":
    """Import the app, 0.1 s in which ^C would be a traceback of Python's own, and run it.

    Exits with 143 after SIGTERM and 129 after SIGHUP, as a shell reports them.
    """
    # Nearly all objects of a command live until they are printed: by default, looking for garbage among them takes a
    # tenth of the processor time of a first `list`.
    gc.set_threshold(50_000, 20, 20)
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where ^C is ignored, as under nohup
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from newscat.cli.app import INTERRUPTED
    from newscat.cli.app import main as run

    received: list[int] = []

    def end(number: int, frame: "Any") -> None:
        received.append(number)
        if _is_finalizing(frame) and hasattr(signal, "setitimer"):  # an exception there would be lost
            signal.signal(signal.SIGALRM, lambda _, later: end(number, later))
            signal.setitimer(signal.ITIMER_REAL, 0.05)
        else:
            raise _EndedError

    signal.signal(signal.SIGINT, before)
    ending = [getattr(signal, name) for name in _ENDING if hasattr(signal, name)]
    handled = [number for number in ending if signal.getsignal(number) is signal.SIG_DFL]  # not under nohup
    try:
        for number in handled:
            signal.signal(number, end)
        run()
    except KeyboardInterrupt:  # again, while the app was ending
        raise SystemExit(128 + received[-1] if received else INTERRUPTED) from None
    except SystemExit as done:
        if done.code == INTERRUPTED and received:
            done.code = 128 + received[0]
        raise
    finally:
        for number in handled:
            signal.signal(number, signal.SIG_IGN)  # the index is closed when Python ends
        # Python would look for garbage as it ends, among all objects: 18 ms of 130 for the `list` of a few files.
        gc.freeze()


def _is_finalizing(frame: "Any") -> bool:
    """Whether the code that a signal interrupted was called by a `weakref.finalize`."""
    while frame is not None:
        if frame.f_code.co_name == "__call__" and frame.f_globals.get("__name__") == "weakref":
            return True
        frame = frame.f_back
    return False


if __name__ == "__main__":
    main()
