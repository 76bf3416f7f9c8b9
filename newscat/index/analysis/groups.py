"""Group records by their fields, in SQL: how many, the first and the last date, sums.

What has a column is grouped by it: a million articles take as long as the same GROUP BY on a plain table. All other
fields are decoded, 10 µs a record.
"""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, tzinfo
from functools import cache
from typing import Any, NamedTuple

from newscat.article.dates import iso_text
from newscat.article.field_table import FieldTable
from newscat.article.fields import kept
from newscat.article.values import plain, values_at
from newscat.errors import QueryError, suggestion
from newscat.index import front_matter
from newscat.index.analysis.matched import Matched
from newscat.index.analysis.periods import PERIODS, in_sql, period
from newscat.index.codec import RESTORED, restored, unpack
from newscat.index.schema import UNDATED
from newscat.query.resolve import Field, names

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Tally:
    """Records with the same values. `values` has those of each field: none, one, or several of a list.

    `first` and `last` are in `article.dates.ticks`; `sums` has the sum of each number, and how many records have it.
    """

    values: tuple[tuple[Value, ...], ...]
    count: int
    first: int | None
    last: int | None
    sums: tuple[tuple[float, int], ...]


class _Key(NamedTuple):
    """An SQL expression over the record `r`, or the topic `t`, and the values that its result stands for."""

    sql: str
    values: Callable[[Any], tuple[Value, ...]]


def tallies(
    matched: Matched, fields: Sequence[Field | str], numbers: Sequence[Field] = (), zone: tzinfo = UTC
) -> Iterator[Tally]:
    """The records by `fields`, in no particular order. A string is one of PERIODS: a part of the date, in `zone`.

    A record with several topics is in a tally of each. One without a topic is in none.
    """
    keys = [_key(matched, field, zone, place) for place, field in enumerate(fields)]
    summed = [_number(matched, field, place) for place, field in enumerate(numbers)]
    by_topic = any(key.sql == _TOPIC for key in keys)
    joins_records = not by_topic or len(keys) > 1 or bool(summed)
    along = "topics t CROSS JOIN records r ON r.id = t.record" if joins_records else "topics t"
    date = "r.published_at" if joins_records else f"nullif(t.published_at, {UNDATED})"
    columns = [*(key.sql for key in keys), date, *summed]
    named = ", ".join(f"{sql} AS x{place}" for place, sql in enumerate(columns))
    by = ", ".join(f"x{place}" for place in range(len(keys)))
    date, *summed = (f"x{place}" for place in range(len(keys), len(columns)))
    sums = "".join(f", total({each}), count({each})" for each in summed)
    # With a LIMIT, SQLite evaluates each expression once, not also for GROUP BY: a field is decoded in 10 µs. Without
    # one, topics come in the order of their table, and are not sorted.
    once = "LIMIT -1" if any(_DECODED in sql for sql in columns) else ""
    sql = f"""
        SELECT {by and f"{by},"} count(*), min({date}), max({date}){sums} FROM (
            SELECT {named} FROM {along if by_topic else "records r"}
            {matched.where("t.record" if by_topic else "r.id")} {once}
        ) GROUP BY {by or "NULL"}
    """
    for row in matched.db.execute(sql, matched.parameters):
        values = tuple(key.values(found) for key, found in zip(keys, row, strict=False))
        count, first, last, *sums = row[len(keys) :]
        yield Tally(values, count, first, last, tuple(zip(sums[::2], sums[1::2], strict=True)))


def _key(matched: Matched, field: Field | str, zone: tzinfo, place: int) -> _Key:
    if isinstance(field, str):
        return _period(field, "r.published_at", zone)
    db, name = matched.db, field.first_class
    if name == "topics":
        return _Key(_TOPIC, _known(_spellings(matched)))
    if name in _PROVIDERS:
        rows = db.execute(f"SELECT id, {_PROVIDERS[name]} FROM providers")
        return _Key("r.provider", _known(dict(rows.fetchall())))
    if column := _KEPT.get(name):
        if column.kind == "date":
            return _period("day", f"r.{column.column}", zone)
        if column.is_choice:
            return _Key(f"r.{column.column}", _known(_labels(db, column.name)))
        return _Key(f"r.{column.column}", _flag if column.kind == "flag" else _itself)
    sql = _decoded(matched, f"values{place}", field, _all_values)
    top = field.path[0]
    if _HAS_ARROW and not field.is_read and top not in RESTORED and _PLAIN.fullmatch(top):
        # Only different values are decoded. A `$map` can hide the field from SQLite.
        found = f"CASE WHEN instr({_DECODED}, '\"$map\"') THEN {{}} ELSE {_DECODED} -> '$.\"{top}\"' END"
        sql = f"(SELECT {found.format(_call(f'values{place}'))} FROM contents c WHERE c.id = r.id)"
    return _Key(sql, _values_in(field.path[1:]))


def _values_in(path: tuple[str, ...]) -> Callable[[str | None], tuple[Value, ...]]:
    """The values in a result: of `_all_values`, or the JSON of a field at the top, from which `path` leads further."""

    def values(text: str | None) -> tuple[Value, ...]:
        if text is None or text.startswith(_LISTED):
            return tuple(json.loads(text.removeprefix(_LISTED))) if text else ()
        return tuple(_flat([*values_at(unpack(f'{{"":{text}}}')[""], path)]))

    return values


def _number(matched: Matched, field: Field, place: int) -> str:
    column = _KEPT.get(field.first_class)
    if column and column.kind == "number":
        return f"r.{column.column}"
    return _decoded(matched, f"number{place}", field, _first_number)


_TOPIC = "t.topic"
_DECODED = "c.fields"
# Before a list of all values; JSON does not begin so.
_LISTED = "="
_HAS_ARROW = sqlite3.sqlite_version_info >= (3, 38)
_PLAIN = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_PROVIDERS = {"provider": "coalesce(nullif(name, ''), domain)", "provider.name": "name", "domain": "domain"}
_KEPT = {field.name: field for field in kept()}


def _period(unit: str, column: str, zone: tzinfo) -> _Key:
    @cache
    def values(key: int | str | None) -> tuple[str, ...]:
        found = None if key is None else period(unit, key, zone)
        return () if found is None else (found,)

    return _Key(in_sql(unit, column, zone), values)


def _known(texts: Mapping[int, str]) -> Callable[[int | None], tuple[str, ...]]:
    return lambda id: (texts[id],) if id is not None and texts[id] else ()


def _itself(value: int | None) -> tuple[int, ...]:
    return () if value is None else (value,)


def _flag(value: int | None) -> tuple[bool, ...]:
    return () if value is None else (bool(value),)


def _spellings(matched: Matched) -> dict[int, str]:
    """Each topic as most of the records write it; of two that are as frequent, the one that sorts first."""
    one = "SELECT topic, text FROM spellings GROUP BY topic HAVING count(*) = 1"
    where = matched.where("record")
    several = f"""
        SELECT topic, text FROM (
            SELECT t.topic, s.text, count(*) AS records FROM topics t JOIN spellings s ON s.id = t.spelling
            {where + " AND" if where else "WHERE"} t.topic IN (
                SELECT topic FROM spellings GROUP BY topic HAVING count(*) > 1
            ) GROUP BY t.topic, t.spelling
        ) ORDER BY records, text DESC
    """
    found = dict(matched.db.execute(one).fetchall())
    return found | dict(matched.db.execute(several, matched.parameters).fetchall())  # the last one stays


def _labels(db: sqlite3.Connection, field: str) -> dict[int, str]:
    return dict(db.execute("SELECT id, text FROM labels WHERE field = ?", (field,)).fetchall())


def _decoded(matched: Matched, name: str, field: Field, result: Callable[[list[Any]], Any]) -> str:
    """An SQL expression: `result` of the values of a field, NULL where there are none."""
    values, keys = _values_of(field, matched.table)

    def of(packed: str, title: str | None, excerpt: str | None, published_at: int | None) -> Any:
        if not any(key in packed for key in keys):
            lower = packed.lower()  # `Author` is read as `author`
            if not any(key.lower() in lower for key in keys):
                return None
        return result(values(restored(packed, title, excerpt, published_at)))

    matched.db.create_function(name, 4, of, deterministic=True)
    return f"(SELECT {_call(name)} FROM contents c WHERE c.id = r.id)"


def _call(name: str) -> str:
    return f"{name}({_DECODED}, title, excerpt, r.published_at)"


def _values_of(field: Field, table: FieldTable) -> tuple[Callable[[Mapping[Any, Any]], list[Any]], list[str]]:
    """The function from front matter to the values of a field, and strings of which packed fields then have one."""
    name, path = field.first_class, field.path
    if field.is_read:
        tops = {source.partition(".")[0] for source in table.by_name[name].sources}
        keys = [json.dumps(top, ensure_ascii=False) for top in tops]
        return lambda fields: list(_flat(table.value(name, fields))), keys
    # A key that is not a string is in a `$map`.
    return lambda fields: list(_flat([*values_at(fields, path)])), [json.dumps(path[0], ensure_ascii=False), '"$map"']


def _flat(value: Any) -> Iterator[Value]:
    """The value, or the elements of a list, without empty ones. A mapping is one value: its JSON."""
    if isinstance(value, list | tuple):
        for each in value:
            yield from _flat(each)
    elif isinstance(value, date):
        yield iso_text(value)
    elif isinstance(value, dict):
        yield json.dumps(plain(value), ensure_ascii=False)
    elif isinstance(value, str):
        if value.strip():
            yield value.strip()
    elif value is not None:
        yield plain(value)


def _all_values(values: list[Any]) -> str | None:
    return _LISTED + json.dumps(values) if values else None


def _first_number(values: list[Any]) -> float | None:
    numbers = (each for each in values if isinstance(each, int | float) and not isinstance(each, bool))
    try:
        return next((float(each) for each in numbers), None)
    except OverflowError:
        return None


def refuse_unknown(matched: Matched, field: Field) -> None:
    """Raises QueryError if no article has the field, though there are articles."""
    if field.is_read or not matched.db.execute("SELECT EXISTS (SELECT 1 FROM records)").fetchone()[0]:
        return
    if not front_matter.has_field(matched.db, field.path):
        near = suggestion(field.name, (*PERIODS, *names(matched.table)))
        raise QueryError(f"unknown field {field.name!r}{near}: no article has it")
