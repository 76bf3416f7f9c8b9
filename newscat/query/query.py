"""What is asked of a catalogue, as plain values: a tree of terms, an order, limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from newscat.article.text import is_unspaced
from newscat.article.values import INTEGERS, microseconds
from newscat.errors import QueryError, nearest, suggestion
from newscat.query.dates import period
from newscat.query.operands import Interval, Operand
from newscat.query.operators import AT_LEAST, AT_MOST, CONTAINS, WHOLE, Operator
from newscat.query.parser import And, Node, Or, Text, nodes, refuse_too_large
from newscat.query.resolve import (
    FIELDS,
    Field,
    Has,
    Is,
    Means,
    Place,
    RelatedTo,
    Term,
    field,
    refuse_unstorable,
    resolved,
)
from newscat.query.words import WordMatching, stemmers


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of the order."""

    field: Field
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which records, in which order.

    `tree` is made of And, Or and Not, and of Text, Term, Has, Is, Twin and RelatedTo; None: all
    records. Without `sort`: the newest first, and for a search the best first. What has no value comes
    last unless `nulls_first`. `limit` None means all; `tail`: the last so many, and no limit.
    """

    tree: Node | None = None
    sort: tuple[SortKey, ...] = ()
    nulls_first: bool = False
    limit: int | None = None
    offset: int = 0
    tail: int | None = None
    wording: WordMatching = WordMatching()

    @property
    def parts(self) -> tuple[Node, ...]:
        """What must all hold."""
        return self.tree.parts if isinstance(self.tree, And) else () if self.tree is None else (self.tree,)

    @property
    def texts(self) -> tuple[Text, ...]:
        """The words that a record may be found by: all but those it must not have."""
        return tuple(_wanted_texts(self.tree))

    @property
    def has_words(self) -> bool:
        return bool(self.texts)

    @property
    def is_ranked(self) -> bool:
        """Whether the best comes first, where the words tell records apart."""
        return not self.sort and any(map(ranks, self.parts))

    @property
    def needs_texts(self) -> bool:
        """Whether the text index is asked."""
        return any(isinstance(node, Text) for node in nodes(self.tree))

    @property
    def needs_rules(self) -> bool:
        """Whether the findings of all rules are asked for: `is:invalid`."""
        return Is("invalid") in nodes(self.tree)

    @property
    def needs_check(self) -> bool:
        """Whether only the catalogue knows if something is wrong with it."""
        return any(True for _ in self.own_fields) or any(isinstance(node, RelatedTo) for node in nodes(self.tree))

    @property
    def own_fields(self) -> Iterator[tuple[Field, Place | None]]:
        """The fields that only the catalogue knows, and where the query names them."""
        for node in nodes(self.tree):
            if isinstance(node, Term | Has) and node.field.own:
                yield node.field, node.place
        for key in self.sort:
            if key.field.own:
                yield key.field, None

    def explain(self) -> str:
        """How the query was understood, a line each."""
        from newscat.query.explain import explained

        return explained(self)


def ranks(node: Node) -> bool:
    """Whether records can be ranked by it: words, and what is made of them by AND and OR. Text without blanks
    is looked for as a part, and one part is as good as another."""
    if isinstance(node, And | Or):
        return all(map(ranks, node.parts))
    return isinstance(node, Text) and not is_unspaced(node.text)


def _wanted_texts(node: Node | None) -> Iterator[Text]:
    if isinstance(node, Text):
        yield node
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from _wanted_texts(part)


def query(
    text: str | Sequence[str] | None = None,
    *,
    topic: str | Iterable[str] = (),
    provider: str | None = None,
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
) -> Query:
    """A Query from what a person says: in the query language (all of the texts), and by the options of
    `newscat list` under the same names, each a short form of a term.

    `since` and `until` are inclusive; days are those of the zone `tz`, UTC if there is none. `saved` are
    the queries that `@name` means. Raises QueryError, and ConfigError for a language without a stemmer.
    """
    means = Means(datetime.now(UTC), _zone(tz), saved or {})
    said = [
        _topics((topic,) if isinstance(topic, str) else tuple(topic)),
        _text("provider", CONTAINS, provider),
        _text("category", WHOLE, category),
        _text("type", WHOLE, type),
        None if since is None else _times(AT_LEAST, Interval(low=_moments(since, means)[0]), str(since)),
        None if until is None else _times(AT_MOST, Interval(high=_moments(until, means)[1], below=True), str(until)),
        _at_least("quality", min_quality),
        _at_least("heat", min_heat),
        None if published is None else _text("published", WHOLE, "true" if published else "false"),
        *_trees(text, means),
    ]
    parts = tuple(
        part for node in said if node is not None for part in (node.parts if isinstance(node, And) else [node])
    )
    for number in (limit, offset, tail):
        if number is not None and (number < 0 or number not in INTEGERS):
            raise QueryError("a limit or an offset is not below 0" if number < 0 else f"{number} is too large a number")
    if tail is not None and (limit is not None or offset):
        raise QueryError("the last so many are asked for: no limit and no offset go with that")
    if nulls not in ("first", "last"):
        raise QueryError(f"what has no value comes first or last, not {nulls!r}")
    tree = And(parts) if len(parts) > 1 else parts[0] if parts else None
    refuse_too_large(tree)
    wording = WordMatching(exact, fuzzy, tuple(languages))
    if wording.languages != WordMatching().languages and any(isinstance(node, Text) for node in nodes(tree)):
        stemmers(wording.languages)  # refused before a file is read
    return Query(tree, sort_keys(sort), nulls == "first", limit, offset, tail, wording)


def _trees(text: str | Sequence[str] | None, means: Means) -> Iterator[Node]:
    for each in (text,) if isinstance(text, str) else text or ():
        tree = resolved(each, means)
        if tree is None:
            raise QueryError(f"no word to search for in {each!r}")
        yield tree


def _topics(names: tuple[str, ...]) -> Node | None:
    terms = tuple(term for name in names if (term := _text("topic", WHOLE, name)))
    return Or(terms) if len(terms) > 1 else terms[0] if terms else None


def _text(name: str, operator: Operator, text: str | None) -> Term | None:
    if text is None:
        return None
    refuse_unstorable(text)
    return Term(field(name), operator, Operand(text))


def _at_least(name: str, number: int | None) -> Term | None:
    if number is None:
        return None
    if number not in INTEGERS:
        raise QueryError(f"{number} is too large a number")
    return Term(field(name), AT_LEAST, Operand(str(number), numbers=Interval(low=number)))


def _times(operator: Operator, interval: Interval, text: str) -> Term:
    return Term(field("date"), operator, Operand(text, times=interval))


def _moments(value: str | date, means: Means) -> tuple[int, int]:
    if isinstance(value, str):
        refuse_unstorable(value)
    first, after = map(microseconds, period(value, means.now, means.zone))
    assert first is not None
    assert after is not None
    return first, after


def _zone(name: str | None) -> tzinfo:
    """Raises QueryError for a zone that there is not."""
    if name is None or name.upper() in ("UTC", "Z"):
        return UTC
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        near = suggestion(name, available_timezones())
        raise QueryError(f"no time zone {name!r}{near}: write UTC or Europe/Berlin") from None


def sort_keys(sort: str | Sequence[str]) -> tuple[SortKey, ...]:
    """`"title,-quality"` or `["title", "-quality"]` as keys. Raises QueryError for what is no field's name."""
    names = sort.split(",") if isinstance(sort, str) else [part for each in sort for part in each.split(",")]
    return tuple(_key(name.strip()) for name in names if name.strip())


def _key(name: str) -> SortKey:
    bare = name.lstrip("+-")
    refuse_unstorable(bare)
    asked = field(bare)
    if not bare or "" in asked.path or asked.path == ("secured",):
        raise QueryError(f"cannot sort by {bare!r}: name a field, such as date, -quality or provider.name")
    if asked.own and len(asked.path) == 1 and bare == asked.path[0] and (near := nearest(bare, FIELDS)):
        raise QueryError(f"cannot sort by {bare!r} (did you mean {near!r}? the file's own is fields.{bare})")
    return SortKey(asked, name.startswith("-"))
