"""The output of `show` for one record: text, JSON, YAML or single fields.

Text is laid out for the width of the screen, or 80 cells if there is none. A terminal and a pipe get the same text,
except that only a terminal gets escape sequences and folded addresses.
"""

import base64
import binascii
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, TextIO

from newscat.article.dates import on_clock
from newscat.article.fields import FIELDS
from newscat.article.frontmatter import dump as dump_file
from newscat.article.record import Provider, Record
from newscat.article.text import format_of
from newscat.article.text import plain as plain_text
from newscat.article.values import key_text, plain
from newscat.errors import RecordError, UsageError, suggestion
from newscat.output.formats.cells import dump, text_of
from newscat.output.messages import plural
from newscat.output.rows import SHORT, as_json, document, value_at
from newscat.output.safe import one_line, reversible, visible
from newscat.output.terminal.screen import Screen

if TYPE_CHECKING:
    from newscat.output.terminal.console import Printer

_WIDTH = 80
# Longer lines are hard to read.
_WIDEST = 100
_LABEL = 10
_DOT = " · "
# Layout takes 6 s per megabyte; a longer body (characters) is shown as plain text, which takes 0.1 s per megabyte.
_LONGEST_LAYOUT = 200_000
_LONGEST_BODY = 1_000_000
# A table takes 0.2 ms per row.
_MOST_CELLS = 20_000
# Wrapping takes 1 s per megabyte and printing 0.1 ms per line, so longer values are shortened.
_LONGEST_TEXT = 20_000
_MOST_LINES = 2_000
# To be copied: never wrapped except on a terminal.
_WHOLE = ("Id", "File")
# Front matter of mappings and lists, which has lines of its own; what Record cannot read is listed with the others.
_LISTS = {one.path[0]: one.kind for one in FIELDS if len(one.path) == 1 and one.kind in ("list", "groups", "group")}
# Those with lines of their own kind; the others have one with their label.
_HEADING = frozenset(("id", "title", "excerpt", "category", "type", "date", "published", "quality", "heat", "provider"))


def show(
    record: Record,
    out: TextIO,
    screen: Screen,
    *,
    secured: bool = False,
    verbose: bool = False,
    zone: tzinfo | None = None,
) -> None:
    """Title, head, excerpt, labelled lines, body. `secured` prints that field as it is; `verbose`, its size and the
    sizes of images. Times are on clocks in `zone` [default: UTC]."""
    from rich.text import Text

    from newscat.output.terminal.console import Printer, plain_line

    printer = Printer(out, screen, min(screen.width or _WIDTH, _WIDEST))
    title = Text(plain_line(_cut(record.title or record.id)), style="bold")
    printer.link(title, record.urls.original or record.urls.web)
    printer.write(title)
    for line in _head(record, zone or UTC):
        printer.write(Text(plain_line(line), style="cyan"))
    if record.excerpt:
        printer.write(Text("\n" + visible(_cut(record.excerpt)).strip("\n")))
    printer.write("")
    before = None
    lines = _lines(record, secured=secured, verbose=verbose, zone=zone)
    for label, value, url in islice(lines, _MOST_LINES):
        _labelled(printer, label if label != before else "", value, url)
        before = label
    if more := sum(1 for _ in lines):
        _labelled(printer, "", f"… and {plural(more, 'line')} more: --format json shows all", None)
    if record.body.strip():
        printer.write("")
        _body(record, printer, out, screen)


def _with_newlines(body: str) -> str:
    """A body as Markdown reads it: CR LF and CR end a line, and would else be shown as escapes."""
    return body.replace("\r\n", "\n").replace("\r", "\n")


def _body(record: Record, printer: "Printer", out: TextIO, screen: Screen) -> None:
    text, format = _with_newlines(record.body), format_of(record.path)
    if len(text) <= _LONGEST_LAYOUT and text.count("|") <= _MOST_CELLS:
        from newscat.output.terminal.body import rendered

        printer.write(rendered(text, format, screen))
        return
    out.write(visible(plain_text(text[:_LONGEST_BODY], format)).rstrip() + "\n")
    more = f" and {plural(len(text) - _LONGEST_BODY, 'character')} more" if len(text) > _LONGEST_BODY else ""
    out.write(f"… without layout and addresses{more}: --format raw shows all\n")


def _cut(text: str) -> str:
    """Shorten a very long value and say by how much."""
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"{text[:_LONGEST_TEXT]}… and {plural(len(text) - _LONGEST_TEXT, 'character')} more"


def show_json(record: Record, out: TextIO, *, secured: bool = False) -> None:
    """Write the record on one line, as in `list --format ndjson`."""
    out.write(dump(document(record, secured=secured)) + "\n")


def show_yaml(record: Record, out: TextIO, *, secured: bool = False) -> None:
    """Write the fields as a YAML document that starts with `---`, so that several documents form a stream."""
    fields = {key: value for key, value in record.fields.items() if secured or key != "secured"}
    try:
        text = dump_file(fields)
    except ValueError as error:  # e.g. a NaN key: the YAML would be read back differently
        raise RecordError(f"{record.path!r} cannot be shown as YAML ({error}); use --format json") from None
    out.write(visible(text.rstrip().removesuffix("---")))


def field(record: Record, name: str, *, secured: bool = False) -> str:
    """Return one field as lines: one per element of a list, JSON for a mapping, nothing if the field is missing.

    `name` is a dotted name of a record field or front-matter field, a column, or `body`. Raises UsageError for an
    unknown name.
    """
    if name == "body":
        return visible(_with_newlines(record.body))
    value = _value(record, name, secured=secured)
    return "".join(visible(text_of(each)) + "\n" for each in (value if isinstance(value, list) else [value]))


def field_line(record: Record, name: str, *, secured: bool = False) -> str:
    """Return one field on exactly one line: lists joined by commas, newlines escaped, empty if missing."""
    value = record.body if name == "body" else _value(record, name, secured=secured)
    return one_line(text_of(value)) + "\n"


def _value(record: Record, name: str, *, secured: bool) -> Any:
    """Return the value of a field, or an empty list if it is missing. Raises UsageError for an unknown name."""
    if name in ("secured", "fields.secured") and "secured" in record.fields and not secured:
        return _sealed(record.fields["secured"])
    shape = document(record, secured=True)
    path = tuple(name.split("."))
    places = [(shape, path), (shape["fields"], path)]
    if name in SHORT and name not in shape:
        places.append((shape, SHORT[name][0]))
    known = [(inside, at) for inside, at in places if _has(inside, at)]
    if not known:
        names = [*shape, *SHORT, "body", *shape["fields"], *(f"provider.{key}" for key in shape["provider"])]
        near = suggestion(name, names)
        raise UsageError(f"'{one_line(record.path)}' has no field '{one_line(name)}'{visible(near)}")
    found = [value for inside, at in known if (value := value_at(inside, at)) not in (None, [])]
    return found[0] if found else []


def _has(value: Any, path: Sequence[str]) -> bool:
    """Whether `path` exists, even with an empty value. An empty list has every name."""
    if not path:
        return True
    if isinstance(value, list):
        return not value or any(_has(element, path) for element in value)
    return isinstance(value, dict) and path[0] in value and _has(value[path[0]], path[1:])


def _head(record: Record, zone: tzinfo) -> Iterator[str]:
    at = on_clock(record.published_at, zone) if record.published_at else None
    when = at.strftime("%a %Y-%m-%d %H:%M %Z" if isinstance(at, datetime) else "%a %Y-%m-%d") if at else None
    yield from filter(None, [_DOT.join(filter(None, [when, _provider(record.provider)]))])
    state = {True: "published", False: "unpublished", None: None}[record.published]
    quality = None if record.quality is None else f"quality {record.quality}"
    heat = None if record.heat is None else f"heat {record.heat}"
    yield from filter(None, [_DOT.join(filter(None, [record.category, record.type, quality, heat, state]))])


def _provider(provider: Provider) -> str | None:
    name, domain = provider
    return f"{name} ({domain})" if name and domain else name or domain


def _lines(
    record: Record, *, secured: bool, verbose: bool, zone: tzinfo | None
) -> Iterator[tuple[str, str, str | None]]:
    """Yield label, text and address. A repeated label is printed once."""
    yield "Id", reversible(record.id), None
    yield "File", one_line(record.path), None
    seen: set[str | None] = {None}
    shown = {image.url for image in record.images}
    for one in record.table.fields:
        value = record.value(one.name) if one.sources and not one.parts and one.name not in _HEADING else None
        if one.kind == "url":
            if value not in seen:
                yield one.label, str(value), value
            seen.add(value)
        elif value not in (None, ()) and one.name != "domain" and value not in shown:
            yield one.label or one.name.capitalize(), text_of(as_json(one, value, zone)), None
    for image in record.images:
        size = f"{image.width} × {image.height}" if verbose and image.width and image.height else None
        yield "Images", "  ".join(filter(None, [size, image.url])), image.url
    for other in record.related:
        date = on_clock(other.published_at, zone or UTC).strftime("%Y-%m-%d") if other.published_at else None
        source = _DOT.join(filter(None, [_provider(other.provider), date]))
        yield "Related", "\n".join(filter(None, [other.title or other.url, source])), other.url
    if (secured or verbose) and "secured" in record.fields:
        value = record.fields["secured"]
        yield "Secured", text_of(plain(value)) if secured else _sealed(value), None
    for name, text in _others(record):
        yield "Other", f"{name}: {text}", None


def _others(record: Record) -> Iterator[tuple[str, str]]:
    """Yield the fields without a line of their own: unknown fields, and values that Record cannot read."""
    read = {source for _, source in record.table.origins(record)} | {"id"}
    for key, value in record.fields.items():
        if key == "secured" or value is None or _is_shown(key, value, read):
            continue
        yield from _dotted(key_text(key), plain(value))
    provider = record.fields.get("provider")
    if isinstance(provider, dict):
        for key, value in plain(provider).items():
            if key not in ("name", "domain") or not isinstance(value, str):
                yield from _dotted(f"provider.{key}", value)


def _is_shown(key: Any, value: Any, read: Collection[str]) -> bool:
    """Whether the whole value is shown as that of a first-class field. `read` are the fields that those came from."""
    if key in _LISTS and isinstance(value, dict if _LISTS[key] == "group" else list):
        return True
    if key == "id":
        return isinstance(value, str)
    each = value if isinstance(value, list) else [value]
    return key in read and not any(isinstance(one, dict | list) for one in each)


def _dotted(name: str, value: Any) -> Iterable[tuple[str, str]]:
    """Return a pair for each value that is not a mapping; a list of scalars is one value."""
    if isinstance(value, dict):
        return [pair for key, inner in value.items() for pair in _dotted(f"{name}.{key}", inner)]
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [pair for each in value for pair in _dotted(name, each)]
    return [(name, text_of(value))]


def _sealed(value: Any) -> str:
    """Describe `secured` by its sizes. It is `base64;base64`: ciphertext and initialisation vector."""
    try:
        ciphertext, vector = (base64.b64decode(part, validate=True) for part in value.split(";"))
    except (AttributeError, ValueError, binascii.Error):
        return "not in the expected form"
    return f"ciphertext of {len(ciphertext)} bytes, {len(vector)}-byte IV"


def _labelled(printer: "Printer", label: str, value: str, url: str | None) -> None:
    """Write label and text side by side, the text with a hanging indent."""
    from rich.text import Text

    from newscat.output.terminal.console import plain_line, wrapped

    lines: list[Text] = []
    for number, part in enumerate(_cut(value).split("\n")):
        # The first line is the text; the others give its source.
        text = Text(plain_line(part), style="dim" if number else "")
        if not number:
            printer.link(text, url)
        whole = not printer.is_terminal and (label in _WHOLE or (url is not None and url in value))
        width = max(printer.console.width - _LABEL, _LABEL)
        lines += [text] if whole else wrapped(text, width, fold=printer.is_terminal)
    for index, line in enumerate(lines):
        printer.write(Text.assemble((f"{'' if index else label:<{_LABEL}}", "dim"), line), whole=True)
