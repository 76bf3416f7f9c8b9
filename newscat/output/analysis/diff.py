"""The output of `newscat diff`: one document per change, as `analysis.diff.document` makes them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TextIO

from newscat.article.values import same_start
from newscat.output.analysis import formats
from newscat.output.formats.cells import dump, text_of, write_items
from newscat.output.formats.markdown import escaped
from newscat.output.formats.registry import Renderer
from newscat.output.messages import number, plural
from newscat.output.rows import Column, Document, Rows
from newscat.output.safe import one_line
from newscat.output.terminal.colors import BOLD, painted
from newscat.output.terminal.screen import Screen, cells, cut

FORMATS = formats.OF_ROWS | {
    name: f"newscat.output.analysis.diff:{name}" for name in ("table", "json", "ndjson", "markdown")
}
VERSION = 1
# On a terminal, a value takes at most the first number of lines, names of fields the second of cells.
_MOST_LINES = 3
_NAMES = 24
# Fewer cells of a longer title are not shown.
_LEAST_TITLE = 15
# In Markdown, a longer value is shortened: a comment on GitHub has at most 65,536 characters.
_LONGEST_CELL = 200
# The text before and after what differs in two long values.
_CONTEXT = 20
_COLORS = {"changed": "33", "renamed": "34", "removed": "31", "added": "32", "invalid": "35"}
_SIGNS = {"-": "31", "+": "32"}


class _Line(NamedTuple):
    """One line of a change: a value that was replaced, removed (no `new`) or added (no `old`), or a note."""

    field: str
    old: str | None = None
    new: str | None = None
    note: str = ""


def _lines(document: Document) -> Iterator[_Line]:
    if document["change"] == "renamed":
        yield _Line("path", document["old_path"], document["path"], document["reason"])
    if document["change"] == "invalid":
        yield _Line("", note=_errors(document))
    for field in document.get("fields", ()):
        yield from _field_lines(field)
    if body := document.get("body"):
        yield _Line("body", note=_counts(body["added"], body["removed"]))


def _errors(document: Document) -> str:
    """Why a file cannot be read in one of the versions, or in both."""
    errors = ((name, document[f"{name}_error"]) for name in ("old", "new"))
    return "; ".join(f"{name} version, line {error['line']}: {error['message']}" for name, error in errors if error)


def _counts(added: int, removed: int) -> str:
    if added and removed:
        return f"{plural(added, 'line')} added, {number(removed)} removed"
    return (
        f"{plural(added, 'line')} added"
        if added
        else f"{plural(removed, 'line')} removed"
        if removed
        else "lines moved"
    )


def _field_lines(field: dict[str, Any]) -> Iterator[_Line]:
    name = field["field"]
    if "hidden" in field or "reordered" in field:
        yield _Line(name, note="changed (not shown)" if "hidden" in field else "order changed")
    for value in field.get("removed", ()):
        yield _Line(name, old=_shown(value))
    for value in field.get("added", ()):
        yield _Line(name, new=_shown(value))
    if "old" in field or "new" in field:
        types = f"{field['old_type']} → {field['new_type']}" if "old_type" in field else ""
        shown = dump if types else _shown
        old, new = (shown(field[key]) if key in field else None for key in ("old", "new"))
        yield _Line(name, old, new, types)


def _shown(value: Any) -> str:
    return "null" if value is None else '""' if value == "" else text_of(value)


def summary(counts: Counter[str]) -> str:
    """`3 articles changed, 1 added`."""
    words = {"invalid": "not comparable"}
    kinds = [(kind, counts[kind]) for kind in _COLORS if counts[kind]]
    if not kinds:
        return "No differences"
    first, *others = [(words.get(kind, kind), count) for kind, count in kinds]
    return ", ".join(
        [f"{plural(first[1], 'article')} {first[0]}", *(f"{number(count)} {kind}" for kind, count in others)]
    )


# --- formats ----------------------------------------------------------------------------------------------------------


def resolve(name: str) -> Renderer:
    """Raises UsageError for an unknown format."""
    return formats.resolve(name, FORMATS, _rows)


def json(changes: Iterable[Document], out: TextIO, screen: Screen) -> None:
    """Streamed: one change a line, then the counts."""
    counts: Counter[str] = Counter()
    out.write(f'{{"version": {VERSION}, "changes": [')
    write_items(out, _counted(changes, counts))
    out.write(f'], "counts": {dump({kind: counts[kind] for kind in _COLORS})}}}\n')


def ndjson(changes: Iterable[Document], out: TextIO, screen: Screen) -> None:
    out.writelines(dump(change) + "\n" for change in changes)


def _counted(changes: Iterable[Document], counts: Counter[str]) -> Iterator[Document]:
    for change in changes:
        counts[change["change"]] += 1
        yield change


_COLUMNS = tuple(Column(name, (name,)) for name in ("change", "path", "field", "old", "new", "note"))


def _rows(renderer: Renderer, changes: Iterable[Document], out: TextIO, screen: Screen) -> None:
    """One row per line of a change; for an article that was added or removed, its title."""
    rows = (
        {"change": change["change"], "path": change["path"], **line._asdict()}
        for change in changes
        for line in _lines_of(change)
    )
    renderer(Rows(_COLUMNS, rows, 0, 0, chosen=True), out, screen)


def _lines_of(change: Document) -> Iterable[_Line]:
    title = change["title"] or ""
    whole = {"removed": _Line("title", old=title), "added": _Line("title", new=title)}
    return [whole[change["change"]]] if change["change"] in whole else _lines(change)


def markdown(changes: Iterable[Document], out: TextIO, screen: Screen) -> None:
    """For a pull request: the counts, a table of the changed fields, lists of the other articles."""
    found = list(changes)
    out.write(f"**{summary(Counter(change['change'] for change in found))}**\n")
    out.writelines(_markdown_rows([change for change in found if change["change"] in ("changed", "renamed")]))
    for kind, heading in (("removed", "Removed"), ("added", "Added"), ("invalid", "Not comparable")):
        chosen = [change for change in found if change["change"] == kind]
        if chosen:
            out.write(f"\n**{heading}**\n\n")
        for change in chosen:
            more = (_errors(change) if kind == "invalid" else change["title"]) or ""
            out.write(f"- {escaped(change['path'])}{f': {escaped(more)}' if more else ''}\n")


def _markdown_rows(changes: Iterable[Document]) -> Iterator[str]:
    head = "\n| Article | Field | Old | New |\n| --- | --- | --- | --- |\n"
    for change in changes:
        article = f"**{escaped(change['title'] or '')}**<br>{escaped(change['path'])}"
        for line in _lines(change):
            old, new = _differing(line.old, line.new, _LONGEST_CELL, _LONGEST_CELL)
            new = " ".join(filter(None, [new, f"({line.note})" if line.note and new else line.note]))
            yield f"{head}| {article} | {escaped(line.field)} | {escaped(old or '')} | {escaped(new)} |\n"
            head = article = ""


def table(changes: Iterable[Document], out: TextIO, screen: Screen) -> None:
    """An article a line, and below it what has changed."""
    for change in changes:
        out.writelines(f"{line}\n" for line in _table_lines(change, screen.width or 10**6, color=screen.color))


def _table_lines(change: Document, width: int, *, color: bool) -> Iterator[str]:
    yield _head(change, width, color=color)
    if change["change"] == "invalid":  # stderr says why
        names = [name for name in ("old", "new") if change[f"{name}_error"]]
        lines = [_Line("", note=f"the {' and the '.join(names)} version cannot be read")]
    else:
        lines = list(_lines(change))
    room = min(max((cells(line.field) for line in lines), default=0), _NAMES)
    before = None
    for line in lines:
        name = "" if line.field == before else one_line(line.field)
        before = line.field
        label = painted(name, "2", color=color) + " " * (room - cells(name))
        for index, text in enumerate(_texts(line, width - room - 4, color=color)):
            yield f"  {' ' * room if index else label}  {text}".rstrip()


def _head(change: Document, width: int, *, color: bool) -> str:
    kind, path = change["change"], one_line(change["path"])
    title, room = one_line(change["title"] or ""), width - len(kind) - cells(path) - 4
    title = cut(title, room) if room >= min(_LEAST_TITLE, cells(title)) else ""
    return f"{painted(kind, _COLORS[kind], color=color)}  {painted(path, BOLD, color=color)}  {title}".rstrip()


def _texts(line: _Line, width: int, *, color: bool) -> Iterator[str]:
    """The lines on the screen: `old → new` on one, or one below the other."""
    note = f" ({one_line(line.note)})" if line.old is not None or line.new is not None else one_line(line.note)
    note = note if line.note else ""
    if line.old is not None and line.new is not None:
        both = f"{one_line(line.old)} → {one_line(line.new)}{note}"
        if len(both) <= width and cells(both) <= width:
            yield both
            return
    old, new = _differing(line.old, line.new, width * _MOST_LINES)
    for sign, value in (("-", old), ("+", new)):
        if value is not None:
            for index, text in enumerate(_wrapped(one_line(value), max(width - 2, 20))):
                yield painted(f"{' ' if index else sign} {text}", _SIGNS[sign], color=color)
    if note:
        yield from _wrapped(note.strip(), max(width, 20))


def _differing(old: str | None, new: str | None, most: int, longest: int = 0) -> tuple[str | None, str | None]:
    """Two values, at most `most` characters of each. If one is longer than `longest`, only what differs, with some
    words around it."""
    if old is not None and new is not None and max(len(old), len(new)) > longest:
        start = old.rfind(" ", 0, max(same_start(old, new) - _CONTEXT, 0)) + 1
        end = max(min(same_start(old[:start:-1], new[:start:-1]), len(old) - start, len(new) - start) - _CONTEXT, 0)
        old, new = (_part(value, start, len(value) - end) for value in (old, new))
    return _cut(old, most), _cut(new, most)


def _part(value: str, start: int, end: int) -> str:
    """Up to the end of a word."""
    gap = value.find(" ", end)
    end = gap if gap >= 0 else len(value)
    return f"{'…' * (start > 0)}{value[start:end]}{'…' * (end < len(value))}"


def _cut(value: str | None, most: int) -> str | None:
    return value if value is None or len(value) <= most else f"{value[: most - 1]}…"


def _wrapped(text: str, width: int) -> Iterator[str]:
    """At most `_MOST_LINES` lines, the last one cut."""
    for index in range(_MOST_LINES):
        if cells(text) <= width:
            yield text
            return
        part = cut(text, width - (index == _MOST_LINES - 1))
        if index == _MOST_LINES - 1:
            yield f"{part}…"
            return
        at = part.rfind(" ") + 1
        at = at if at > len(part) // 2 else len(part)
        yield text[:at].rstrip()
        text = text[at:]
