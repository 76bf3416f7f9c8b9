"""Shell completion. `newscat --install-completion` installs Typer's scripts; the answers are newscat's.

Typer's own answers have no values, no quotes where bash needs them, and unescaped backslashes in what zsh
evaluates. If anything fails, nothing is completed, silently.
"""

from collections.abc import Mapping
from typing import Any

from newscat.cli.completion.shells import SHELLS
from newscat.cli.completion.values import completions


def answer(root: Any, environ: Mapping[str, str]) -> tuple[str, int] | None:
    """The text to print and the exit code; None if Typer answers: other shells, other requests."""
    shell = SHELLS.get(environ["_NEWSCAT_COMPLETE"])
    if shell is None:
        return None
    read, write = shell
    try:
        line = read(environ)
        found = completions(root, line.words, line.begun)
        # A shell cannot insert control characters either.
        shown = None if found is None else [each for each in found if each.text.isprintable()]
        return write(shown, line, environ)
    except Exception:  # an error would appear in the middle of the user's command line
        return "", 1
