"""Which fields the front matter of a catalogue has."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from newscat.article.field_table import FieldTable
from newscat.article.record import PLACES, Record
from newscat.article.values import key_text, values_at
from newscat.index.codec import unpack
from newscat.index.load.writer import storable

# Number of records whose field names are looked at, where some are enough.
_SAMPLE = 2000


def has_field(db: sqlite3.Connection, path: Sequence[str]) -> bool:
    """Whether any record has this field, even if it is empty. The path leads through lists and mappings."""
    # A field that exists is found at once; one that does not exist takes 1 µs per record.
    sql = "SELECT fields FROM contents WHERE instr(fields, ?) OR instr(fields, '\"$map\"')"
    rows = db.execute(sql, (f'"{storable(path[0])}"',))
    return any(True for (packed,) in rows for _ in values_at(unpack(packed), tuple(path)))


def names_beside(db: sqlite3.Connection, path: Sequence[str], above: str = "") -> list[str]:
    """The names of the fields that some records have beside the one at `path`, most used first, after `above`."""
    found: Counter[str] = Counter()
    for (packed,) in db.execute("SELECT fields FROM contents LIMIT ?", (_SAMPLE,)):
        for value in values_at(unpack(packed), tuple(path[:-1])):
            for one in value if isinstance(value, list) else (value,):
                found.update(key_text(key) for key in (one if isinstance(one, dict) else ()))
    return [f"{above}.{name}" if above else name for name, _ in found.most_common()]


def served_at(db: sqlite3.Connection, path: str) -> list[int]:
    """The records whose front matter places them at this path of a site, with or without slashes at its ends.

    Takes 1 µs per record.
    """
    wanted = path.strip("/")
    found = []
    # Most records do not contain the text at all; the others are unpacked.
    sql = "SELECT id, fields FROM contents WHERE instr(fields, ?) ORDER BY id"
    for id, packed in db.execute(sql, (json.dumps(storable(wanted or "/"), ensure_ascii=False)[1:-1],)):
        values = (value for name, value in unpack(packed).items() if isinstance(name, str) and name.lower() in PLACES)
        places = (each for value in values for each in _listed(value))
        if any(isinstance(each, str) and each and each.strip("/") == wanted for each in places):
            found.append(id)
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def origins(records: Iterable[Record], table: FieldTable) -> dict[tuple[str, str], int]:
    """How many records have each first-class field from each of its sources, in the order of the table."""
    found = Counter(origin for record in records for origin in table.origins(record))
    names = [one.name for one in table.fields]
    order = {(one.name, source): number for one in table.fields for number, source in enumerate(one.sources)}
    return dict(sorted(found.items(), key=lambda each: (names.index(each[0][0]), order.get(each[0], len(order)))))
