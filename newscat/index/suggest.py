"""Values for the completion of the command line, from the cache as it is.

Values with unprintable characters are left out: a shell could not complete them.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from newscat.article.field_table import BUILT_IN
from newscat.article.fields import FIELDS
from newscat.article.text import folded
from newscat.index.cache.database import Damage
from newscat.index.cache.store import Cache
from newscat.index.ids import beginning_with as ids_from
from newscat.index.ids import connect
from newscat.index.load.writer import restored

# Nobody reads a longer list.
MOST = 400
_LAST = "\U0010ffff"
T = TypeVar("T")


class Value(NamedTuple):
    """A value and its description."""

    text: str
    meaning: str = ""


Asked = Callable[[sqlite3.Connection, str], Iterable[Value]]


def values(path: str | None, bases: Sequence[str], asked: Asked, beginning: str) -> list[Value]:
    """The values in the cache that start with `beginning`, case-insensitively; none if the cache cannot be used.

    `bases` are its roots as they are printed.
    """
    cache = Cache(path) if path else None
    db = cache.readable() if cache else None
    if db is None or cache is None:
        return []
    try:
        connect(db, bases)
        found = list(asked(db, beginning))
    except Damage:
        return []
    finally:
        cache.close(db)
    return [value for value in found if value.text.isprintable() and value.text]


def topics(db: sqlite3.Connection, beginning: str) -> Iterator[Value]:
    """In the spelling of the newest record that has the topic."""
    newest = "SELECT spelling FROM topics WHERE topic = ? ORDER BY published_at DESC LIMIT 1"
    for label, _ in _labels(db, "topic", beginning):
        for (text,) in db.execute(f"SELECT text FROM spellings WHERE id = ({newest})", (label,)):
            yield Value(text)


def choices(field: str) -> Asked:
    """The values of a field that is a choice, as an article spells them."""
    is_used = f"EXISTS (SELECT 1 FROM records WHERE {BUILT_IN.by_name[field].column} = labels.id)"

    def asked(db: sqlite3.Connection, beginning: str) -> Iterable[Value]:
        found: dict[str, Value] = {}
        for label, plain in _labels(db, field, beginning):
            for (text,) in db.execute(f"SELECT text FROM labels WHERE id = ? AND {is_used}", (label,)):
                found.setdefault(plain, Value(text))
        return found.values()

    return asked


def providers(db: sqlite3.Connection, beginning: str) -> Iterator[Value]:
    """Names, described by their domains; or domains, if only the domain matches."""
    typed = folded(beginning)
    known = db.execute("SELECT name, domain FROM providers ORDER BY folded LIMIT ?", (MOST * 25,))
    found = dict.fromkeys(
        Value(name, domain) if folded(name).startswith(typed) and name else Value(domain, name)
        for name, domain in known
        if any(each and folded(each).startswith(typed) for each in (name, domain))
    )
    strings: set[str] = set()
    for value in _ends(list(found)):
        if value.text not in strings:
            strings.add(value.text)
            yield value


def ids(db: sqlite3.Connection, beginning: str) -> list[Value]:
    """Ids, described by their titles. Ids are case-sensitive: the beginning is tried as typed, then in lower and upper
    case."""
    for tried in dict.fromkeys((beginning, beginning.lower(), beginning.upper())):
        if found := _ids(db, tried):
            return found
    return []


def _ids(db: sqlite3.Connection, low: str) -> list[Value]:
    # Also the last one: a shell inserts the common beginning of all values.
    found = [each for way, most in (("ASC", MOST), ("DESC", 1)) for each in ids_from(db, low, most, way)]
    known = dict(sorted((id, record) for record, id in found))
    title = "SELECT title FROM contents WHERE id = ?"
    return [Value(restored(id), db.execute(title, (known[id],)).fetchone()[0] or "") for id in _ends([*known])]


def _labels(db: sqlite3.Connection, field: str, beginning: str) -> list[tuple[int, str]]:
    low = folded(beginning)
    sql = "SELECT id, folded FROM labels WHERE field = ? AND folded >= ? AND folded < ? ORDER BY folded"
    return _ends(db.execute(sql, (field, low, low + _LAST)).fetchall())


def _ends(found: list[T]) -> list[T]:
    """The first MOST and the last: a shell inserts the common beginning of all values."""
    return found if len(found) <= MOST else [*found[: MOST - 1], found[-1]]


def authors(db: sqlite3.Connection, beginning: str) -> list[Value]:
    typed = folded(beginning)
    known = db.execute("SELECT DISTINCT author FROM contents WHERE author IS NOT NULL LIMIT ?", (MOST * 25,))
    names = {name for (several,) in known for name in several.split(", ") if folded(name).startswith(typed)}
    return _ends([Value(name) for name in sorted(names, key=str.casefold)])


ASKED: dict[str, Asked] = {
    "author": authors,
    "id": ids,
    "provider": providers,
    "topic": topics,
    **{field.name: choices(field.name) for field in FIELDS if field.is_choice},
}
"""By the name of a field."""
