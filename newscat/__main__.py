"""`newscat` and `python -m newscat`."""

import os
import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


def main() -> "NoReturn":
    """Import the app, 0.1 s in which ^C would be a traceback of Python's own, and run it."""
    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:  # not where ^C is ignored, as under nohup
        signal.signal(signal.SIGINT, lambda *_: os._exit(130))
    from newscat.cli.app import main as run

    signal.signal(signal.SIGINT, before)
    run()


if __name__ == "__main__":
    main()
