"""From a Query to SQL."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article import fields
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.reading import is_empty
from newscat.article.record import NAMED_BY
from newscat.article.text import folded
from newscat.article.values import INTEGERS, values_at
from newscat.index.codec import RESTORED, check_of_fields, check_of_packed
from newscat.index.ids import ID
from newscat.index.load.writer import restored as restored_name
from newscat.index.orders import FILE, ordered_by
from newscat.index.schema import DUPLICATE_COLUMNS, WEIGHTS
from newscat.query.operands import Interval, Operand
from newscat.query.operators import CONTAINS, WHOLE
from newscat.query.parser import And, Node, Not, Or, Text
from newscat.query.predicates import Check, contains_any, is_there
from newscat.query.query import Query, ranks
from newscat.query.resolve import DuplicateBy, Has, Is, RelatedTo, Term

if TYPE_CHECKING:
    from newscat.index.text.stemming import Lookup

Parameters = list[Any]


class Condition(NamedTuple):
    """A condition on the record `r`. Conditions of lower `cost` are evaluated first. NULL counts as false."""

    sql: str
    parameters: Parameters
    cost: int = 0


class Statements(NamedTuple):
    """The statement that counts the records, and the one that lists them in order.

    `ordered` gives id and score (0 if nothing is ranked); a LIMIT can be added. `ids` gives the ids alone. All
    take `parameters`; `ordered` then takes `keys`.
    """

    counted: str
    ordered: str
    ids: str
    parameters: Parameters
    keys: Parameters
    is_expensive: bool
    """Whether the fields of each record must be decoded: run only one of the statements."""


class Binding(NamedTuple):
    """What a statement needs from the index.

    `number` makes a check callable in SQL, as `fits(number, value)` or `holds(number, …)`. `looked_up` finds words.
    `names` gives the id, the path and the URLs of the record that an ID matches. `table` has the fields.
    """

    number: Callable[[Callable[..., Any]], int]
    looked_up: "Callable[[Text], Lookup]"
    names: Callable[[RelatedTo], frozenset[str]]
    table: FieldTable = BUILT_IN


def statements(query: Query, binding: Binding, *, ranked: bool = True) -> Statements:
    """The statements of a query, without its limits.

    `ranked`: the best matches of a search come first. False, for words that are too common: the newest come first.
    """
    words = ranking(query, binding)
    if words is not None and ranked and not query.sort:
        rest = [part for part in query.parts if expression(part, binding) is None]
        conditions = [Condition("fulltext MATCH ?", [words]), *_conditions(rest, binding)]
        exact = ranking(query, binding, exact=True)
        score = _score(exact if exact != words else None)
        return _statements("fulltext", conditions, *ordered_by(query, binding.number, binding.table), score=score)
    single_topic = _single_topic(query)
    if single_topic is not None and words is None and not query.sort and not query.nulls_first:
        # The newest first, in the order of the topic's index: to list 50 of 430,000 records needs no sort.
        label = "t.topic = (SELECT id FROM labels WHERE field = 'topic' AND folded = ?)"
        rest = [part for part in query.parts if part is not single_topic]
        conditions = [Condition(label, [folded(single_topic.operand.text)]), *_conditions(rest, binding)]
        return _statements("topics t", conditions, *ordered_by(query, binding.number, binding.table, "t.published_at"))
    # `+r.id` keeps SQLite from looking up the records of the words one by one: it reads along the index of the order.
    along = "" if query.sort else "+"
    conditions = _conditions(query.parts, binding, along)
    return _statements("records r", conditions, *ordered_by(query, binding.number, binding.table))


_JOINED = {
    "fulltext": "fulltext CROSS JOIN records r ON r.id = fulltext.rowid",
    "topics t": "topics t CROSS JOIN records r ON r.id = t.record",
    "records r": "records r",
}


def _statements(
    along: str, conditions: list[Condition], order: str, keys: Parameters, *, score: str | None = None
) -> Statements:
    """`along` is the table to scan. If its condition is the only one, that table alone can be counted."""
    where = " AND ".join(condition.sql for condition in conditions) or "1"
    parameters = [value for condition in conditions for value in condition.parameters]
    is_narrow = along == "topics t" and len(conditions) <= 1  # the text index also has rows of articles that are gone
    ranks = f"2 DESC, {order}" if score else order
    return Statements(
        f"SELECT count(*) FROM {along if is_narrow else _JOINED[along]} WHERE {where}",
        f"SELECT r.id, {score or '0.0'} FROM {_JOINED[along]} {FILE} WHERE {where} ORDER BY {ranks}",
        f"SELECT r.id FROM {_JOINED[along]} WHERE {where}",
        parameters,
        keys,
        any(condition.cost >= 2 for condition in conditions),
    )


def _single_topic(query: Query) -> Term | None:
    topics = [part for part in query.parts if isinstance(part, Term) and _is_whole_topic(part)]
    return topics[0] if len(topics) == 1 else None


def _is_whole_topic(term: Term) -> bool:
    return term.field.first_class == "topics" and term.operator is WHOLE


def ranking(query: Query, binding: Binding, *, exact: bool = False) -> str | None:
    """What the text index is asked for to rank by, in FTS5's syntax; None where there is nothing to rank by.

    `exact`: the forms of words that were asked for, without others of the same stem.
    """
    found = [each for each in (expression(part, binding, exact=exact) for part in query.parts) if each is not None]
    return " AND ".join(found) or None


def expression(node: Node, binding: Binding, *, exact: bool = False) -> str | None:
    """Words and what is made of them by AND and OR, as FTS5 has it; None for all else."""
    if not ranks(node):
        return None
    if isinstance(node, Text):
        found = binding.looked_up(node)
        return (exact and found.exact) or found.match
    assert isinstance(node, And | Or)
    parts = [expression(part, binding, exact=exact) for part in node.parts]
    return f"({(' AND ' if isinstance(node, And) else ' OR ').join(filter(None, parts))})"


def _conditions(parts: Iterable[Node], binding: Binding, along: str = "") -> list[Condition]:
    """The conditions, cheapest first: SQLite evaluates them in this order."""
    return sorted((_condition(part, binding, along) for part in parts), key=lambda condition: condition.cost)


def _condition(node: Node, binding: Binding, along: str = "") -> Condition:
    if isinstance(node, Not):
        inner = _condition(node.part, binding)
        return Condition(f"({inner.sql}) IS NOT TRUE", inner.parameters, inner.cost)
    if isinstance(node, And | Or):
        terms = _alike(node) if isinstance(node, Or) else {}
        rest = [part for part in node.parts if not any(part in each for each in terms.values())]
        parts = [*_conditions(rest, binding), *(_any_of(name, each, binding) for name, each in terms.items())]
        sign = " AND " if isinstance(node, And) else " OR "
        parameters = [value for part in parts for value in part.parameters]
        return Condition(f"({sign.join(part.sql for part in parts)})", parameters, max(part.cost for part in parts))
    if isinstance(node, Text):
        found = binding.looked_up(node)
        sql = f"{along}r.id IN (SELECT rowid FROM fulltext WHERE fulltext MATCH ?)"
        return Condition(sql, [found.match], 1)
    return _LEAVES[type(node)](node, binding)


def _alike(node: Or) -> dict[str, list[Node]]:
    """The terms that look for strings in the same column, if they are several, by the field."""
    found: dict[str, list[Node]] = {}
    for part in node.parts:
        if isinstance(part, Term) and part.operator is CONTAINS and part.field.first_class in _TEXTS:
            found.setdefault(part.field.first_class, []).append(part)
    return {name: terms for name, terms in found.items() if len(terms) > 1}


def _any_of(name: str, terms: Iterable[Node], binding: Binding) -> Condition:
    """One call for 500 terms takes 20 µs per record, 500 calls take 4 ms."""
    check = contains_any([term.operand.text for term in terms if isinstance(term, Term)])
    return Condition(_COLUMNS[name], [binding.number(check)], 2)


def _term(term: Term, binding: Binding) -> Condition:
    name, check = term.field.first_class, term.check
    if by_column := _BY_COLUMN.get((name, term.operator.sql)):
        return by_column(term)
    if column := _COLUMNS.get(name):
        if name in _OF_NAMES:
            return Condition(column, [binding.number(lambda name: check(restored_name(name)))], 2)
        return Condition(column, [binding.number(check)] * column.count("?"), 2)
    if term.field.is_read:
        table = binding.table
        return _in_all_fields(name, lambda fields: check(table.value(name, fields)), binding)
    return _in_fields(term.field.path, check, binding)


def _in_fields(path: tuple[str, ...], check: Check, binding: Binding) -> Condition:
    columns = "title, excerpt, r.published_at" if path[0] in RESTORED else "NULL, NULL, NULL"
    sql = f"(SELECT holds(?, fields, {columns}) FROM contents c WHERE c.id = r.id)"
    return Condition(sql, [binding.number(check_of_packed(path, check))], 3)


def _in_all_fields(name: str, check: Check, binding: Binding) -> Condition:
    sql = "(SELECT holds(?, fields, title, excerpt, r.published_at) FROM contents c WHERE c.id = r.id)"
    sources = binding.table.by_name[name].sources
    return Condition(sql, [binding.number(check_of_fields(sources, check))], 3)


def _has(term: Has, binding: Binding) -> Condition:
    if not term.field.path:
        return Condition(f"coalesce({_PATHLESS[term.field.first_class]}, '') <> ''", [], 2)
    if term.field.is_read:
        return _has_any(term.field.first_class, term.field.path, binding)
    return _in_fields(term.field.path, is_there, binding)


def _has_any(name: str, path: tuple[str, ...], binding: Binding) -> Condition:
    """The first source is there, even with a value that cannot be read, or any source has a value."""
    table = binding.table

    def check(fields: Any) -> bool:
        return any(map(is_there, values_at(fields, path))) or not is_empty(table.value(name, fields))

    found = _in_all_fields(name, check, binding)
    if name != "date":
        return found
    return Condition(f"(r.published_at IS NOT NULL OR {found.sql})", found.parameters, 3)  # from the file's name


def _is(term: Is, binding: Binding) -> Condition:
    return Condition(_STATES[term.state], [])


def _duplicate_by(term: DuplicateBy, binding: Binding) -> Condition:
    column = DUPLICATE_COLUMNS[term.of]
    several = f"SELECT {column} FROM duplicates WHERE {column} IS NOT NULL GROUP BY {column} HAVING count(*) > 1"
    return Condition(f"r.id IN (SELECT record FROM duplicates WHERE {column} IN ({several}))", [], 1)


def _related_to(term: RelatedTo, binding: Binding) -> Condition:
    names = binding.names(term)

    def check(related: object) -> bool:
        if isinstance(related, list):
            return any(map(check, related))
        if isinstance(related, dict):
            return any(related.get(key) in names for key in NAMED_BY if isinstance(related.get(key), str))
        return related in names if isinstance(related, str) else False

    return _in_fields(("related",), check, binding)


_STATES = {
    "published": "r.published = 1",
    "unpublished": "r.published = 0",
    "invalid": "r.id IN (SELECT file FROM findings WHERE severity = 'error')",
}
_LEAVES: dict[type, Callable[[Any, Binding], Condition]] = {
    Term: _term,
    Has: _has,
    Is: _is,
    DuplicateBy: _duplicate_by,
    RelatedTo: _related_to,
}


def _is_label(column: str, name: str) -> Callable[[Term], Condition]:
    sql = f"{column} IN (SELECT id FROM labels WHERE field = '{name}' AND folded = ?)"
    return lambda term: Condition(sql, [folded(term.operand.text)])


def _topic(term: Term) -> Condition:
    inner = _is_label("topic", "topic")(term)
    return Condition(f"r.id IN (SELECT record FROM topics WHERE {inner.sql})", inner.parameters, 1)


def _provider(term: Term) -> Condition:
    sql = "r.provider IN (SELECT id FROM providers WHERE instr(folded, ?))"
    return Condition(sql, [folded(term.operand.text)])


def _lies_within(column: str, interval: Interval | None) -> Condition:
    low, high, above, below = interval or Interval()
    ends = ((low, ">" if above else ">="), (high, "<" if below else "<="))
    said = [(f"{column} {sign} ?", _storable(end)) for end, sign in ends if end is not None]
    return Condition(" AND ".join(sql for sql, _ in said), [end for _, end in said])


def _is_dated(column: str, operand: Operand) -> Condition:
    times, days = operand.times, operand.days
    if times is None or days is None:
        return _lies_within(column, times)
    # The first condition, which both imply, can use the index.
    around = Interval(_outer(min, times.low, days.low), _outer(max, times.high, days.high))
    parts = [_lies_within(column, each) for each in (around, days, times)]
    sql = f"{parts[0].sql} AND CASE {column} & 1 WHEN 1 THEN {parts[1].sql} ELSE {parts[2].sql} END"
    return Condition(sql, [end for part in parts for end in part.parameters])


def _outer(of: Callable[..., Any], one: Any, other: Any) -> Any:
    return None if one is None or other is None else of(one, other)


def _storable(number: float | str) -> float | str:
    """An integer as a float if it has more than 64 bits, which no column has."""
    return float(number) if isinstance(number, int) and number not in INTEGERS else number


def _by_column(field: fields.Field) -> tuple[str, Callable[[Term], Condition]]:
    """The operator for which the field's column is asked directly, and the condition."""
    column = f"r.{field.column}"
    if field.is_choice:
        return "whole", _is_label(column, field.name)
    if field.kind == "flag":
        return "whole", lambda term: Condition(f"{column} = ?", [term.operand.text == "true"])
    if field.kind == "date":
        return "within", lambda term: _is_dated(column, term.operand)
    return "within", lambda term: _lies_within(column, term.operand.numbers)


# By the name in the field table and `Operator.sql`. Without an entry here, the operator's predicate decides.
_BY_COLUMN: dict[tuple[str, str | None], Callable[[Term], Condition]] = {
    ("topics", "whole"): _topic,
    ("provider", "contains"): _provider,
}
for _field in fields.kept():
    _relation, _make = _by_column(_field)
    _BY_COLUMN[_field.name, _relation] = _make

# Their columns hold nothing but strings.
_TEXTS = frozenset(("title", "excerpt"))
# Made of a file's name, whose bytes need be no UTF-8.
_OF_NAMES = ("id", "path")
_PATHLESS = {
    "path": "(SELECT printed(d.root, d.path, f.stem || f.suffix) FROM files f JOIN folders d ON d.id = f.folder "
    "WHERE f.id = r.id)",
    "body": "(SELECT nullif(body(d.root, d.path, f.stem || f.suffix), '') FROM files f JOIN folders d "
    "ON d.id = f.folder WHERE f.id = r.id)",
}
_BY_NAME, _BY_DOMAIN = "fits(?, nullif(name, ''))", "fits(?, nullif(domain, ''))"
_ID = f"(SELECT {ID} FROM files f JOIN folders d ON d.id = f.folder WHERE f.id = r.id)"
# The columns of Record's strings, by the name in the field table.
_COLUMNS = {
    "id": f"fits(?, {_ID})",
    "provider": f"r.provider IN (SELECT id FROM providers WHERE {_BY_NAME} OR {_BY_DOMAIN})",
    "provider.name": f"r.provider IN (SELECT id FROM providers WHERE {_BY_NAME})",
    "domain": f"r.provider IN (SELECT id FROM providers WHERE {_BY_DOMAIN})",
    **{
        field.name: f"fits(?, (SELECT {field.name} FROM contents c WHERE c.id = r.id))"
        for field in fields.searched()
        if field.is_text
    },
    "title": f"fits(?, coalesce((SELECT title FROM contents c WHERE c.id = r.id), {_ID}))",
    **{name: f"fits(?, {sql})" for name, sql in _PATHLESS.items()},
}


def _score(exact: str | None) -> str:
    """From 0 to 1, higher is better: records that `exact` matches (None: all) have 0.5 or more; bm25 orders them.

    FTS5's bm25 is negative. Tokens hold no quotation marks, so `exact` can be part of the statement.
    """
    literal = (exact or "").replace("'", "''")
    is_exact = f"(fulltext.rowid IN (SELECT rowid FROM fulltext WHERE fulltext MATCH '{literal}'))" if exact else "1"
    return f"({is_exact} + 1 - 1 / (1 - bm25(fulltext, {', '.join(map(str, WEIGHTS))}))) / 2"
