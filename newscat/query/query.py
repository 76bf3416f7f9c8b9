"""A query as plain values: a tree of terms, an order and limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from newscat.article.dates import ticks
from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.values import INTEGERS
from newscat.errors import QueryError, nearest, suggestion
from newscat.query.dates import period
from newscat.query.operands import Interval, Operand, in_zone
from newscat.query.operators import AT_LEAST, AT_MOST, CONTAINS, WHOLE, Operator
from newscat.query.parser import And, Node, Or, Text, joined, nodes, refuse_too_large
from newscat.query.resolve import (
    DuplicateBy,
    Field,
    Has,
    Is,
    Place,
    QueryContext,
    RelatedTo,
    Term,
    field,
    names,
    refuse_unstorable,
    resolved,
)
from newscat.query.words import WordMatching, stemmers


class SortKey(NamedTuple):
    """A field to sort by."""

    field: Field
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which articles, in which order.

    `tree` consists of And, Or and Not, and of Text, Term, Has, Is, DuplicateBy and RelatedTo; None selects all.
    Without `sort`, the newest articles come first, and in a search the best matches. Articles without a value come
    last unless `nulls_first`. `limit` None means all; `tail` N means the last N, and excludes a limit.
    """

    tree: Node | None = None
    sort: tuple[SortKey, ...] = ()
    nulls_first: bool = False
    limit: int | None = None
    offset: int = 0
    tail: int | None = None
    matching: WordMatching = WordMatching()

    @property
    def parts(self) -> tuple[Node, ...]:
        """The nodes that must all be true."""
        return self.tree.parts if isinstance(self.tree, And) else () if self.tree is None else (self.tree,)

    @property
    def texts(self) -> tuple[Text, ...]:
        """The words to search for, without negated ones."""
        return tuple(_texts_to_find(self.tree))

    @property
    def has_words(self) -> bool:
        return bool(self.texts)

    @property
    def is_ranked(self) -> bool:
        """Whether the best match comes first, if the words are not in all articles."""
        return not self.sort and any(map(ranks, self.parts))

    @property
    def needs_texts(self) -> bool:
        """Whether the query needs the text index."""
        return any(isinstance(node, Text) for node in nodes(self.tree))

    @property
    def needs_hashes(self) -> bool:
        """Whether the query needs the hashes of URLs and titles: `dup:url`."""
        return any(isinstance(node, DuplicateBy) for node in nodes(self.tree))

    @property
    def needs_rules(self) -> bool:
        """Whether the query needs the findings of all rules: `is:invalid`."""
        return Is("invalid") in nodes(self.tree)

    @property
    def needs_check(self) -> bool:
        """Whether only the catalogue knows if the query is valid."""
        return any(True for _ in self.own_fields) or any(isinstance(node, RelatedTo) for node in nodes(self.tree))

    @property
    def own_fields(self) -> Iterator[tuple[Field, Place | None]]:
        """The fields that only the catalogue knows, and their places in the query."""
        for node in nodes(self.tree):
            if isinstance(node, Term | Has) and node.field.own:
                yield node.field, node.place
        for key in self.sort:
            if key.field.own:
                yield key.field, None

    def explain(self) -> str:
        """How the query is interpreted, one line for each term."""
        from newscat.query.explain import explained

        return explained(self)


def ranks(node: Node) -> bool:
    """Whether articles can be ranked by the node: words, and AND and OR of words."""
    if isinstance(node, And | Or):
        return all(map(ranks, node.parts))
    return isinstance(node, Text)


def _texts_to_find(node: Node | None) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _texts_to_find(part)


def query(
    text: str | Sequence[str] | None = None,
    *,
    topic: str | Iterable[str] = (),
    provider: str | None = None,
    author: str | None = None,
    category: str | None = None,
    type: str | None = None,
    since: str | date | None = None,
    until: str | date | None = None,
    min_quality: int | None = None,
    min_heat: int | None = None,
    published: bool | None = None,
    exact: bool = False,
    fuzzy: bool = False,
    languages: Sequence[str] = ("english",),
    tz: str | None = None,
    saved: Mapping[str, str] | None = None,
    sort: str | Sequence[str] = (),
    nulls: str = "last",
    limit: int | None = None,
    offset: int = 0,
    tail: int | None = None,
    table: FieldTable = BUILT_IN,
) -> Query:
    """A Query from strings in the query language, which must all match, and from the options of `newscat list`, each
    of which is a short form of a term.

    `since` and `until` are inclusive. Days are those of the time zone `tz` [default: UTC]. `saved` maps names to the
    queries that `@name` stands for; `table` has the fields.

    Raises QueryError, and ConfigError for a language without a stemmer.
    """
    context = QueryContext(datetime.now(UTC), time_zone(tz), saved or {}, table)
    terms = [
        _topics((topic,) if isinstance(topic, str) else tuple(topic)),
        _text("provider", CONTAINS, provider),
        _text("author", CONTAINS, author),
        _text("category", WHOLE, category),
        _text("type", WHOLE, type),
        _dated(AT_LEAST, since, context),
        _dated(AT_MOST, until, context),
        _at_least("quality", min_quality),
        _at_least("heat", min_heat),
        None if published is None else _text("published", WHOLE, "true" if published else "false"),
        *_trees(text, context),
    ]
    _refuse_page(nulls, limit, offset, tail)
    tree = joined(And, (part for node in terms for part in (node.parts if isinstance(node, And) else [node])))
    refuse_too_large(tree)
    matching = WordMatching(exact, fuzzy, tuple(languages))
    if matching.languages != WordMatching().languages and any(isinstance(node, Text) for node in nodes(tree)):
        stemmers(matching.languages)  # raises before a file is read
    return Query(tree, sort_keys(sort, table), nulls == "first", limit, offset, tail, matching)


def _refuse_page(nulls: str, limit: int | None, offset: int, tail: int | None) -> None:
    for number in (limit, offset, tail):
        if number is not None and (number < 0 or number not in INTEGERS):
            raise QueryError("limit, offset and tail must be 0 or more" if number < 0 else f"{number} is too large")
    if tail is not None and (limit is not None or offset):
        raise QueryError("tail cannot be combined with limit or offset")
    if nulls not in ("first", "last"):
        raise QueryError(f"nulls must be 'first' or 'last', not {nulls!r}")


def _trees(text: str | Sequence[str] | None, context: QueryContext) -> Iterator[Node]:
    for each in (text,) if isinstance(text, str) else text or ():
        tree = resolved(each, context)
        if tree is None:
            raise QueryError(f"{each!r} has no word to search for")
        yield tree


def _topics(topics: tuple[str, ...]) -> Node | None:
    return joined(Or, (_text("topic", WHOLE, name) for name in topics))


def _text(name: str, operator: Operator, text: str | None) -> Term | None:
    if text is None:
        return None
    refuse_unstorable(text)
    return Term(field(name), operator, Operand(text))


def _at_least(name: str, number: int | None) -> Term | None:
    if number is None:
        return None
    if number not in INTEGERS:
        raise QueryError(f"{number} is too large")
    return Term(field(name), AT_LEAST, Operand(str(number), numbers=Interval(low=number)))


def _dated(operator: Operator, value: str | date | None, context: QueryContext) -> Term | None:
    if value is None:
        return None
    if isinstance(value, str):
        refuse_unstorable(value)
    first, after = map(ticks, period(value, context.now, context.zone))
    times = Interval(low=first) if operator is AT_LEAST else Interval(high=after, below=True)
    return Term(field("date"), operator, in_zone(Operand(str(value), times=times), context.zone))


def time_zone(name: str | None) -> tzinfo:
    """The time zone of this name. Raises QueryError if it does not exist."""
    if name is None or name.upper() in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        near = suggestion(name, available_timezones())
        raise QueryError(f"unknown time zone {name!r}{near}; use UTC or a name such as Europe/Berlin") from None


def sort_keys(sort: str | Sequence[str], table: FieldTable = BUILT_IN) -> tuple[SortKey, ...]:
    """`"title,-quality"` or `["title", "-quality"]` as keys. Raises QueryError for a name that is not a field."""
    parts = sort.split(",") if isinstance(sort, str) else [part for each in sort for part in each.split(",")]
    return tuple(_key(part.strip(), table) for part in parts if part.strip())


def _key(name: str, table: FieldTable) -> SortKey:
    bare = name.lstrip("+-")
    refuse_unstorable(bare)
    asked = field(bare, table)
    if not bare or "" in asked.path or asked.path == ("secured",):
        raise QueryError(f"cannot sort by {bare!r}; use a field such as date, -quality or provider.name")
    is_slip = asked.own and (bare,) == asked.path and bare not in table.all_sources
    if is_slip and (near := nearest(bare, names(table))):
        raise QueryError(f"unknown field {bare!r} (did you mean {near!r}?); use fields.{bare} for a field of the file")
    return SortKey(asked, name.startswith("-"))
