"""Parse the bytes of one file into what the index stores: a row, findings, or neither."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.dates import ticks
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.fields import kept, kept_texts
from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.article.frontmatter import Fault, FrontMatter, FrontMatterError, Limits, parse
from newscat.article.frontmatter.fences import head_end
from newscat.article.frontmatter.structure import structure
from newscat.article.reading import TOP, Reader
from newscat.article.record import URLS, Record, declared_id
from newscat.files.paths import beginning, head
from newscat.index.codec import WHOLE, pack
from newscat.index.load.hashes import hashes
from newscat.index.load.kinds import Kinds
from newscat.index.load.written import written_fields

if TYPE_CHECKING:
    from newscat.rules.engine import Article, Rule


class Row(NamedTuple):
    """A record, as the index stores it."""

    id: str | None
    """The front matter's."""
    values: tuple[int | str | None, ...]
    """Of the fields `article.fields.kept`; a date in `article.dates.ticks`."""
    provider: tuple[str, str]
    """Name and domain; empty if there is none."""
    topics: tuple[str, ...]
    texts: tuple[str | None, ...]
    """Of the fields `article.fields.kept_texts`, then all fields, packed."""
    checked: tuple[Any, ...] | None
    """With rules: its kind (1 for a news article, 0 for a page; 3 and 2 if the configuration says so), its structure
    and its hashes."""


class FindingRow(NamedTuple):
    """A finding, as the index stores it with its file. `fix` is JSON: message, whether it is safe, edits."""

    line: int
    column: int
    code: str
    name: str
    severity: str
    message: str
    fix: str | None


# A comment that suppresses findings: the fields of `frontmatter.comments.Comment`.
IgnoreRow = tuple[int, int, int, int, int, int, str]


class Parsed(NamedTuple):
    """The result of reading one file. A file without front matter has neither a row nor findings."""

    row: Row | None
    findings: tuple[FindingRow, ...] = ()
    ignores: tuple[IgnoreRow, ...] = ()


class StoredPath(NamedTuple):
    """A file's path as the index stores it: number of the root, folder, name. Sorts in the order of answers."""

    root: int
    folder: str
    name: str


class FileRow(NamedTuple):
    """A finding with its file. `file` is None for a file that could not be read: only the message is set."""

    path: StoredPath
    file: int | None
    row: FindingRow

    @property
    def has_ignores(self) -> bool:
        """Whether the row is not a finding, but says that the file has ignore comments."""
        return self.file is not None and self.row.line is None

    def findings(self, path: str) -> Iterator[Finding]:
        """The row as findings on `path`."""
        rows = unreadable(path, self.row.message) if self.file is None else () if self.has_ignores else (self.row,)
        return (finding(path, row) for row in rows)


class Checks(NamedTuple):
    """What is checked while reading: all rules, or only what keeps a file from being a record."""

    rules: bool = False
    known_fields: frozenset[str] = frozenset()
    plugins: tuple[tuple[str, str, str], ...] = ()
    """The rule plugins, with the fields of `rules.plugins.Plugin`."""
    schema: str = ""
    """The text of a JSON Schema for the fields."""
    kinds: Kinds = Kinds()
    limits: Limits = Limits()
    table: FieldTable = BUILT_IN
    """Which fields the articles have."""
    unsearched: frozenset[str] = frozenset()
    """The names of fields that a search leaves out."""

    @property
    def key(self) -> str:
        """What the findings depend on besides the file; one line."""
        options = (sorted(self.known_fields), [tuple(each) for each in self.plugins], self.schema, self.kinds)
        return blake2b(repr(options).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


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
            if head_end(data, checks.limits, is_whole=False) is not None:
                return _File(path, data, named=named, more=partial(beginning, path))
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
        file.front = parse(file.data, checks.limits, has_body=checks.rules)
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


_SEVERITIES = {severity.value: severity for severity in Severity}


def finding(path: str, row: FindingRow) -> Finding:
    """A stored finding, with its file's path as it is printed."""
    line, column, code, name, severity, message, fix = row
    return Finding(path, line, column, code, name, _SEVERITIES[severity], message, _fix(fix) if fix else None)


_DECODE = json.JSONDecoder().raw_decode  # in half the time of json.loads


def _fix(packed: str) -> Fix:
    (message, safe, edits), _ = _DECODE(packed)
    return Fix(message, tuple(Edit(*edit) for edit in edits), safe)


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
