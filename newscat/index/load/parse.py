"""Parse the bytes of one file into what the index stores: a row, findings, or neither."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from newscat.article.dates import ticks
from newscat.article.fields import kept, kept_texts
from newscat.article.finding import Finding
from newscat.article.frontmatter import Fault, FrontMatter, FrontMatterError, parse
from newscat.article.frontmatter.fences import Fences, find_fences, head_end
from newscat.article.frontmatter.structure import structure
from newscat.article.reading import TOP, Reader
from newscat.article.record import URLS, Record, declared_id
from newscat.files.paths import beginning, head
from newscat.index.codec import WHOLE, pack
from newscat.index.load.checks import Checks
from newscat.index.load.hashes import hashes
from newscat.index.load.rows import FileRow, FindingRow, IgnoreRow, Parsed, Row, finding
from newscat.index.load.written import written_fields

if TYPE_CHECKING:
    from newscat.rules.engine import Article, Rule


def parsed_file(path: str, checks: Checks, *, named: bool) -> Parsed | None:
    """Read one file; None if it does not exist. A `named` file must be a record: the user named it."""
    [result] = parsed_files([(path, named)], checks)
    return result


def parsed_files(files: Iterable[tuple[str, bool]], checks: Checks) -> Iterator[Parsed | None]:
    """The same for many files, each with whether it is named."""
    group: list[_File | None] = []
    size = 0
    for path, named in files:
        group.append(one := _read(path, checks, named=named))
        size += len(one.data) if one else 0
        if len(group) == _GROUP or size > _GROUP_SIZE:
            yield from _parsed(group, checks)
            group, size = [], 0
    yield from _parsed(group, checks)


# Files of a group, and bytes.
_GROUP, _GROUP_SIZE = 64, 1 << 20
# Nearly all front matter is shorter.
_HEAD = 8192


@dataclass(slots=True)
class _File:
    """One file on its way to a row and findings."""

    path: str
    data: bytes = b""
    is_cut: bool = False
    """`data` is only the beginning of the file."""
    named: bool = False
    more: Callable[[int], tuple[bytes, bool]] | None = None
    """Without rules, `data` need only have the front matter; `more(N)` reads the first N bytes."""
    fences: Fences | None = None
    """If they have been looked for."""
    front: FrontMatter | None = None
    row: Row | None = None
    ignores: tuple[IgnoreRow, ...] = ()
    article: "Article | None" = None
    """What the rules still have to check, if anything."""

    @property
    def whole(self) -> bytes:
        """The bytes of the file; empty if they are only its beginning."""
        return b"" if self.is_cut else self.data


def _read(path: str, checks: Checks, *, named: bool) -> _File | None:
    try:
        if not checks.rules:
            data = head(path, _HEAD)
            if 0 < len(data) < _HEAD <= checks.limits.file:
                return _File(path, data, named=named)
            if fences := find_fences(data, checks.limits, is_whole=False):
                return _File(path, data, named=named, fences=fences, more=partial(beginning, path))
        return _File(path, *beginning(path, checks.limits.file), named=named)
    except FileNotFoundError:
        return None
    except OSError as error:
        return _faulty(_File(path), Fault("unreadable-file", error.strerror or str(error)), checks)


def parsed(path: str, data: bytes, checks: Checks, *, named: bool = False, is_cut: bool = False) -> Parsed:
    """Parse the bytes of one file. With `is_cut`, they are only its beginning."""
    [result] = _parsed([_File(path, data, is_cut, named)], checks)
    assert result is not None
    return result


def _parsed(files: Sequence[_File | None], checks: Checks) -> Iterator[Parsed | None]:
    """The results, in order. Each step is done for all files before the next: one by one, the code of no step would
    stay in the processor's cache, and reading would take a tenth longer, checking a third."""
    waiting = [one for one in files if one and not one.article]
    for one in waiting:
        _parse(one, checks)
    for one in waiting:
        if one.front is not None:
            _take(one, one.front, checks)
    return _checked(files, checks)


def _parse(file: _File, checks: Checks) -> None:
    """Find the front matter, or what is wrong with it."""
    try:
        file.front = parse(file.data, checks.limits, has_body=checks.rules, fences=file.fences)
    except FrontMatterError as error:
        _faulty(file, error.fault, checks)
    else:
        if file.front is None and file.named:
            message = "the file has no front matter: its first line is not '---'"
            _faulty(file, Fault("missing-front-matter", message), checks)


def _take(file: _File, front: FrontMatter, checks: Checks) -> None:
    """Make the row, and with rules what they check."""
    layout = checks.table.layout(front.fields)
    record = Record(file.path, written_fields(front, layout), front.body, layout.table)
    if not checks.rules:
        file.row = _row(record, layout.readers)
        if not (front.body or file.row.texts[_TITLE]):
            file.row = _row(replace(record, body=_top(file.data, checks, file.more)), layout.readers)
        return
    from newscat.rules.engine import Article

    is_news, is_configured, schema = checks.kinds.judged(file.path, front.fields)
    kind = is_news + 2 * is_configured
    file.row = _row(record, layout.readers, kind, structure(front.fields, record.table.date_names))
    if record.fields is not front.fields:  # rules judge the values, not their spelling
        record = replace(record, fields=front.fields)
    known, schema = checks.known_fields, checks.schema or schema
    file.article = Article(record, front, front.faults, known, file.whole, schema, is_news, checks.limits)
    file.ignores = _ignores(file.data, front)


def _top(data: bytes, checks: Checks, more: Callable[[int], tuple[bytes, bool]] | None) -> str:
    """The beginning of the body, where an article may have its title."""
    end = head_end(data, checks.limits)
    if end is None:
        return ""
    stop = min(end + 4 * TOP, checks.limits.file)
    if more is not None:
        data, _ = more(stop)
    return data[end:stop].decode(errors="replace")


def unreadable(path: str, reason: str) -> tuple[FindingRow, ...]:
    """The finding for a file or folder that cannot be read."""
    checks = Checks()
    [result] = _checked([_faulty(_File(path), Fault("unreadable-file", reason), checks)], checks)
    assert result is not None
    return result.findings


def findings(path: str, row: FileRow) -> list[Finding]:
    """A stored row as findings on `path`."""
    rows = unreadable(path, row.row.message) if row.file is None else () if row.has_ignores else (row.row,)
    return [finding(path, each) for each in rows]


@cache
def _rules(every: bool, plugins: tuple[tuple[str, str, str], ...]) -> "tuple[Rule, ...]":
    from newscat.rules.engine import rules
    from newscat.rules.selection import select

    if plugins:
        from newscat.rules.plugins import load

        load(plugins)

    # Including rules that are off by default: rules are selected when findings are reported.
    return rules() if every else select(("NC0",))


def _faulty(file: _File, fault: Fault, checks: Checks) -> _File:
    """The file, which is not an article; its finding has a fix only if all of the file was read."""
    from newscat.rules.engine import Article

    is_news, is_configured, _ = checks.kinds.judged(file.path, {})
    seen = file.whole if checks.rules else b""
    news = is_news or not is_configured
    file.article = Article(None, None, (fault,), checks.known_fields, seen, "", news, checks.limits)
    return file


def _checked(files: Sequence[_File | None], checks: Checks) -> Iterator[Parsed | None]:
    """The files with their findings, in order."""
    articles = [(one.path, one.article) for one in files if one and one.article]
    found: Iterator[list[Finding]] = iter(())
    if articles:
        from newscat.rules.engine import check_all

        found = iter(check_all(articles, _rules(checks.rules, checks.plugins)))
    for one in files:
        rows = tuple(map(_finding_row, next(found))) if one and one.article else ()
        yield Parsed(one.row, rows, one.ignores) if one else None


def _finding_row(one: Finding) -> FindingRow:
    fix = json.dumps([one.fix.message, one.fix.safe, one.fix.edits]) if one.fix else None
    return FindingRow(one.line, one.column, one.code, one.name, one.severity.value, one.message, fix)


def _ignores(data: bytes, front: FrontMatter) -> tuple[IgnoreRow, ...]:
    if b"newscat:" not in data:
        return ()
    from newscat.rules.suppress import ignores

    return tuple((*one,) for one in ignores(data, front))


def _row(record: Record, readers: Mapping[str, Reader], kind: int | None = None, structure: str | None = None) -> Row:
    fields = record.fields
    values = [readers[name](record) for name in _COLUMNS]
    date = values[_DATE]
    for index in _DATES:
        values[index] = ticks(values[index])
    texts = [words(readers[name](record)) for name, words in _TEXTS]
    title, excerpt = texts[_TITLE], texts[_EXCERPT]
    provider: Any = readers["provider"](record)
    checked = None
    if kind is not None:
        made = hashes([readers[name](record) for name in URLS], title)
        checked = (kind, structure, tuple(made))
    return Row(
        declared_id(fields),
        tuple(values),
        (provider["name"] or "", provider["domain"] or ""),
        readers["topics"](record) or (),
        (*texts, packed(fields, title, excerpt, date)),
        checked,
    )


_TEXTS = [(field.name, field.words) for field in kept_texts()]
_TITLE, _EXCERPT = ([field.name for field in kept_texts()].index(name) for name in ("title", "excerpt"))
_COLUMNS = [field.name for field in kept()]
_DATE = _COLUMNS.index("date")
_DATES = [index for index, field in enumerate(kept()) if field.kind == "date"]


def packed(fields: Mapping[Any, Any], title: str | None, excerpt: str | None, date: datetime | None) -> str:
    """The fields as JSON, without `secured`. Title, excerpt and a UTC timestamp are null if they have the value of
    their column."""
    stored = dict(fields)
    stored.pop("secured", None)
    nulls = 0
    for name, value in (("title", title), ("excerpt", excerpt), ("publishedDateTime", date)):
        written = stored.get(name)
        if written is None:
            if value is not None and name in stored:
                return WHOLE + pack({key: each for key, each in fields.items() if key != "secured"})
        elif value and (written is value or (_is_utc(written) and written == value)):
            stored[name] = None
            nulls += 1
    return pack(stored, nulls)


def _is_utc(value: object) -> bool:
    return type(value) is datetime and value.tzinfo is UTC
