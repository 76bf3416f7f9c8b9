"""What the answers of this folder share: their formats."""

from collections.abc import Callable, Mapping
from functools import partial

from newscat.errors import UsageError
from newscat.output import FORMATS
from newscat.output.formats.registry import Renderer, find

# Formats that only print articles.
_LINES = ("ids", "paths", "paths0")
OF_ROWS = {name: target for name, target in FORMATS.items() if name not in _LINES}


def resolve(name: str, known: Mapping[str, str], print_rows: Callable[..., None]) -> Renderer:
    """The renderer `name`; for a format of rows, `print_rows` with it. Raises UsageError if there is none."""
    if name in _LINES:
        *names, last = known
        raise UsageError(f"the format {name} prints articles; use {', '.join(names)} or {last}")
    renderer = find(name, known, "newscat.formats")
    is_own = name in known and known[name] != OF_ROWS.get(name)
    return renderer if is_own else partial(print_rows, renderer)
