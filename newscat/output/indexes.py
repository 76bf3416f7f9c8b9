"""Show the indexes in the cache folder: one as a block, several as a table, or JSON.

Documents have roots, include, exclude (lists), ignore_files, follow, files, records, size (bytes), age (seconds),
refreshed_at, used_at (ISO, UTC), location (path). Unknown values are None.
"""

from collections.abc import Sequence
from typing import Any, TextIO

from newscat.config import INCLUDE
from newscat.output import messages
from newscat.output.formats.cells import write_object
from newscat.output.formats.registry import Renderer, find
from newscat.output.rows import Column, Rows
from newscat.output.safe import one_line
from newscat.output.terminal import table
from newscat.output.terminal.screen import Screen

VERSION = 1
FORMATS = {"text": "newscat.output.indexes:text", "json": "newscat.output.indexes:json"}

_UNREADABLE = "unusable (damaged or of another version); it will be rebuilt"


def resolve(name: str) -> Renderer:
    """Return the renderer `name`. Raises UsageError, with a suggestion, if there is none."""
    return find(name, FORMATS)


def json(indexes: Sequence[dict[str, Any]], out: TextIO, screen: Screen, *, several: bool = False) -> None:
    """Write one object with `version` and `indexes`, one index per line."""
    write_object(out, {"version": VERSION}, indexes=indexes)


def text(indexes: Sequence[dict[str, Any]], out: TextIO, screen: Screen, *, several: bool = False) -> None:
    """Write one block per index, or a table if `several`."""
    if several:
        table.render(Rows.of(_COLUMNS, list(map(_row, indexes))), out, screen)
        return
    for index in indexes:
        out.writelines(f"{name:<{_LABEL}}{one_line(value)}\n" for name, value in _lines(index) if value)


_LABEL = 11


def _lines(index: dict[str, Any]) -> list[tuple[str, str]]:
    known = index["files"] is not None
    moment = index["refreshed_at"] or ""
    age = f"{messages.ago(index['age'])} ago ({moment[:10]} {moment[11:16]} UTC)" if known else _UNREADABLE
    return [
        *(("" if number else "Folders", root) for number, root in enumerate(index["roots"] or ())),
        ("Selection", _selection(index)),
        ("Files", messages.number(index["files"]) if known else ""),
        ("Articles", messages.number(index["records"]) if known else ""),
        ("Size", messages.size(index["size"])),
        ("Refreshed", age),
        ("Location", index["location"]),
    ]


_COLUMNS = (
    Column("folders", ("folders",)),
    *(Column(name, (name,), "number") for name in ("files", "articles", "size", "refreshed")),
)


def _row(index: dict[str, Any]) -> dict[str, Any]:
    known = index["files"] is not None
    selection = _selection(index)
    return {
        "folders": ", ".join(index["roots"] or ("unknown",)) + (f" ({selection})" if selection else ""),
        "files": messages.number(index["files"]) if known else "–",
        "articles": messages.number(index["records"]) if known else "–",
        "size": messages.size(index["size"]),
        "refreshed": f"{messages.ago(index['age'])} ago" if known else "unusable",
    }


def _selection(index: dict[str, Any]) -> str:
    """Describe what differs from the default selection."""
    parts = []
    if index["include"] not in (None, list(INCLUDE)):
        parts.append(f"only {' '.join(index['include'])}")
    if index["exclude"]:
        parts.append(f"without {' '.join(index['exclude'])}")
    if index["ignore_files"] is False:
        parts.append(".gitignore not respected")
    if index["follow"]:
        parts.append("links followed")
    return ", ".join(parts)
