"""Compare two versions of a catalogue: which articles were added, removed, renamed and changed, field by field."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from newscat.analysis.lines import LineCounts, line_counts
from newscat.article.dates import iso_text
from newscat.article.finding import Finding
from newscat.article.record import Record, declared_id
from newscat.article.values import key_text, plain
from newscat.files.paths import Selection
from newscat.files.revisions import Range
from newscat.index.load.checks import Checks
from newscat.index.load.snapshot import Entry, folder_snapshots, revision_snapshots


class Missing(Enum):
    """The value of a field that an article does not have."""

    MISSING = "missing"


MISSING: Final = Missing.MISSING


class FieldChange(NamedTuple):
    """A field with another value. `name` leads to it: `provider.name`, `related[2].title` (from 0).

    Of two lists, only the elements that differ are given; if there are none, the order has changed.
    """

    name: str
    old: Any = MISSING
    new: Any = MISSING
    removed: tuple[Any, ...] = ()
    added: tuple[Any, ...] = ()
    is_list: bool = False


class Change(NamedTuple):
    """A difference between the two versions.

    `kind` is changed, renamed, removed, added or invalid: a file that differs, and that cannot be read in at least one
    version. `old` and `new` are its paths, None in a version without it. `reason` says why a renamed article is taken
    for the same one; the findings say why an invalid file cannot be read.
    """

    kind: str
    old: str | None
    new: str | None
    title: str = ""
    reason: str = ""
    fields: tuple[FieldChange, ...] = ()
    body: LineCounts | None = None
    old_finding: Finding | None = None
    new_finding: Finding | None = None

    @property
    def path(self) -> str:
        return self.new or self.old or ""


def compare(
    old: Mapping[str, Entry], new: Mapping[str, Entry], is_same: Callable[[str], bool] = lambda path: False
) -> Iterator[Change]:
    """The differences between two versions, which map the path of each file to what it contains.

    Articles are compared with those of the same path, then renamed ones with each other: those with the same content,
    else with the same declared id, URL, or title and date. `is_same` says that the file at a path is the
    same in both, so that it need not be read. Changed and invalid articles come first, as they are found, then those
    that are renamed, removed and added.
    """
    gone: dict[str, _Identity] = {}
    come: dict[str, _Identity] = {}
    for path in sorted(old.keys() | new.keys()):
        if path in old and path in new and is_same(path):
            continue
        before, after = old.get(path), new.get(path)
        if isinstance(before, Finding) or isinstance(after, Finding):
            yield _invalid(path if path in old else None, before, path if path in new else None, after)
        elif before is not None and after is not None:
            found = _changed(before, after)
            if found.fields or found.body:
                yield found._replace(kind="changed", old=path, new=path)
        elif before is not None:
            gone[path] = _Identity.of(before)
        elif after is not None:
            come[path] = _Identity.of(after)
    yield from sorted(_renamed(old, new, gone, come), key=lambda change: change.path)
    yield from (Change("removed", path, None, it.title) for path, it in gone.items())
    yield from (Change("added", None, path, it.title) for path, it in come.items())


def folders(old: str, new: str, selection: Selection = Selection()) -> Iterator[Change]:
    """The differences between two folders, or two files of any names. Raises MissingPathError."""
    before, after = folder_snapshots(old, new, selection, Checks())
    return compare(before, after, lambda path: before.is_same(after, path))


def revisions(text: str, *paths: str, selection: Selection = Selection()) -> Iterator[Change]:
    """The differences between git revisions, as for `newscat diff --git`, of these files and folders [default: the
    current folder].

    Raises UsageError for an unknown revision, and MissingPathError.
    """
    with revision_snapshots(Range.of(text), paths or ("",), selection, Checks()) as (before, after):
        yield from compare(before, after, lambda path: before.is_same(after, path))


def _invalid(old: str | None, before: Entry, new: str | None, after: Entry) -> Change:
    title = next((each.title for each in (after, before) if isinstance(each, Record)), "")
    found = (each if isinstance(each, Finding) else None for each in (before, after))
    return Change("invalid", old, new, title, "", (), None, *found)


def _changed(before: Record, after: Record) -> Change:
    fields = tuple(_mapping_changes(before.fields, after.fields))
    body = line_counts(before.body, after.body)
    return Change("", None, None, after.title, fields=fields, body=body)


# --- renamed articles -------------------------------------------------------------------------------------------------


class _Identity(NamedTuple):
    """How an article is found again under another path. Digests, so that not every article is in memory."""

    title: str
    content: bytes
    id: str | None
    url: str | None
    title_and_date: bytes | None

    @classmethod
    def of(cls, record: Record) -> "_Identity":
        title, date = record.title, record.published_at
        named = _digest((title, iso_text(date))) if date and record.table.readers["title"](record) else None
        content = _digest((_comparable(dict(record.fields)), record.body))
        return cls(title, content, declared_id(record.fields), record.urls.original, named)


def _digest(value: object) -> bytes:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).digest()


_Pair = tuple[str, str]


def _renamed(
    old: Mapping[str, Entry], new: Mapping[str, Entry], gone: dict[str, _Identity], come: dict[str, _Identity]
) -> Iterator[Change]:
    """The articles of `gone` that are in `come` under another path. They are removed from both."""
    same_content = _pairs(gone, come, lambda each: each.content)
    for path, other in same_content:
        yield Change("renamed", path, other, come[other].title, "same content")
    _remove(same_content, gone, come)
    others: list[tuple[str, Callable[[_Identity], object]]] = [
        ("same id", lambda each: each.id),
        ("same URL", lambda each: each.url),
        ("same title and date", lambda each: each.title_and_date),
    ]
    for reason, key in others:
        pairs = _pairs(gone, come, key, only_unique=True)
        for path, other in pairs:
            before, after = old[path], new[other]
            if isinstance(before, Record) and isinstance(after, Record):  # not, if it has been changed meanwhile
                yield _changed(before, after)._replace(kind="renamed", old=path, new=other, reason=reason)
        _remove(pairs, gone, come)


def _pairs(
    gone: Mapping[str, _Identity],
    come: Mapping[str, _Identity],
    key: Callable[[_Identity], object],
    *,
    only_unique: bool = False,
) -> list[_Pair]:
    """The paths of articles with the same key. With `only_unique`, only if no other article has it."""
    olds, news = _grouped(gone, key), _grouped(come, key)
    pairs: list[_Pair] = []
    for value in olds.keys() & news.keys():
        if not only_unique or len(olds[value]) == len(news[value]) == 1:
            pairs += zip(sorted(olds[value], key=_by_name), sorted(news[value], key=_by_name), strict=False)
    return pairs


def _grouped(articles: Mapping[str, _Identity], key: Callable[[_Identity], object]) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for path, identity in articles.items():
        if (value := key(identity)) is not None:
            found.setdefault(value, []).append(path)
    return found


def _by_name(path: str) -> tuple[str, str]:
    return path.rpartition("/")[2], path


def _remove(pairs: Iterable[_Pair], gone: dict[str, _Identity], come: dict[str, _Identity]) -> None:
    for path, other in pairs:
        del gone[path], come[other]


# --- fields -----------------------------------------------------------------------------------------------------------


def _mapping_changes(old: Mapping[Any, Any], new: Mapping[Any, Any], above: str = "") -> Iterator[FieldChange]:
    """The fields with other values, in the order of the new version."""
    for key in (*new, *(key for key in old if key not in new)):
        yield from _value_changes(f"{above}{key_text(key)}", old.get(key, MISSING), new.get(key, MISSING))


def _value_changes(name: str, old: Any, new: Any) -> Iterator[FieldChange]:
    if repr(old) == repr(new):  # nearly always, and 10 times as fast as to compare each value
        return
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _mapping_changes(old, new, f"{name}.")
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_changes(name, old, new)
    elif _comparable(old) != _comparable(new):
        yield FieldChange(name, old, new)


def _list_changes(name: str, old: list[Any], new: list[Any]) -> Iterator[FieldChange]:
    """The elements that only one list has, and those of both that are mappings at the same place, field by field."""
    gone, come = _only_in(old, new), _only_in(new, old)
    is_reordered = not gone and not come and _comparable(old) != _comparable(new)
    for place in sorted(gone.keys() & come.keys()):
        if isinstance(gone[place], dict) and isinstance(come[place], dict):
            yield from _mapping_changes(gone.pop(place), come.pop(place), f"{name}[{place}].")
    if gone or come or is_reordered:
        yield FieldChange(name, removed=tuple(gone.values()), added=tuple(come.values()), is_list=True)


def _only_in(one: list[Any], other: list[Any]) -> dict[int, Any]:
    """The elements that `other` does not have, or has less often, by their places."""
    left = Counter(map(_comparable, other))
    found = {}
    for place, element in enumerate(one):
        key = _comparable(element)
        if left[key]:
            left[key] -= 1
        else:
            found[place] = element
    return found


def _comparable(value: Any) -> Any:
    """A hashable form of a value that is equal for equal values of the same type: not for 1, 1.0 and true."""
    if isinstance(value, dict):
        pairs = ((key_text(key), type(key).__name__, _comparable(each)) for key, each in value.items())
        return "mapping", tuple(sorted(pairs, key=lambda pair: pair[:2]))
    if isinstance(value, list):
        return "list", tuple(map(_comparable, value))
    if isinstance(value, str):
        return value
    return type(value).__name__, iso_text(value) if hasattr(value, "isoformat") else repr(value)


# --- as JSON ----------------------------------------------------------------------------------------------------------

_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", dict: "mapping", type(None): "null"}
_HIDDEN = re.compile(r"secured(?:[.\[]|$)")


def document(change: Change) -> dict[str, Any]:
    """A change in the types of JSON, without the values of `secured`."""
    found: dict[str, Any] = {"change": change.kind, "path": change.path}
    if change.kind == "renamed":
        found |= {"old_path": change.old, "reason": change.reason}
    found["title"] = change.title or None
    if change.kind in ("changed", "renamed"):
        found["fields"] = [_field_document(field) for field in change.fields]
        found["body"] = change.body and change.body._asdict()
    if change.kind == "invalid":
        found |= {"old_path": change.old, "new_path": change.new}
        found |= {"old_error": _error(change.old_finding), "new_error": _error(change.new_finding)}
    return found


def _error(finding: Finding | None) -> dict[str, Any] | None:
    return finding and {name: getattr(finding, name) for name in ("line", "column", "code", "message")}


def _field_document(field: FieldChange) -> dict[str, Any]:
    found: dict[str, Any] = {"field": field.name}
    if _HIDDEN.match(field.name):
        return found | {"hidden": True}
    if field.is_list:
        if not field.removed and not field.added:
            return found | {"reordered": True}
        return found | {"removed": plain(list(field.removed)), "added": plain(list(field.added))}
    values = {name: value for name, value in (("old", field.old), ("new", field.new)) if value is not MISSING}
    found |= {name: plain(value) for name, value in values.items()}
    if len({type(value) for value in values.values()}) == 2 and str(found["old"]).lower() == str(found["new"]).lower():
        found |= {f"{name}_type": _TYPES.get(type(value), type(value).__name__) for name, value in values.items()}
    return found
