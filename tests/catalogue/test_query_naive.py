"""What a query finds, compared with a Python function on the fields as they were written.

The first test generates queries together with such a function, which uses nothing of newscat: no column, no index, no
SQL. The second one compares the SQL of each operator with its predicate in `query.operators`, for all fields.
"""

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from newscat.article.field_table import BUILT_IN
from newscat.article.record import Record
from newscat.article.values import values_at
from newscat.errors import QueryError
from newscat.index.catalogue import Catalogue, open_catalogue
from newscat.query.operators import COMPARISONS, OPERATORS, WITHIN, Operator
from newscat.query.query import query
from newscat.query.resolve import Field, Term, names

Fields = dict[str, Any]
Asked = tuple[str, Callable[[Fields], bool]]

WORDS = ["power", "cloud", "apps", "café", "facial", "Zürich", "x-ray"]
TOPICS = ["AI", "Cloud AI", "ai", "Robotics"]
NAMES = ["WBUR", "GovCon Wire", "The Wire"]
DOMAINS = ["wbur.org", "wire.example", ""]
MOMENTS = [
    datetime(2021, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2022, 3, 1, tzinfo=UTC),
    datetime(2022, 3, 31, 12, tzinfo=UTC),
]
SCALARS = [None, "", "free", "FREE lunch", "12", 12, 12.5, 0, -3, True, False, "2022-03-01"]


def some(values: list[Any]) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(values), max_size=3)


def text(words: list[str]) -> st.SearchStrategy[str]:
    return some(words).map(" ".join)


@st.composite
def records(draw: st.DrawFn) -> Fields:
    optional: dict[str, st.SearchStrategy[Any]] = {
        "title": text(WORDS),
        "excerpt": text(WORDS),
        "topics": some([*TOPICS, None]),
        "provider": st.fixed_dictionaries({"name": st.sampled_from(NAMES), "domain": st.sampled_from(DOMAINS)}),
        "publishedDateTime": st.sampled_from(MOMENTS),
        "quality": st.sampled_from([0, 50, 80, 120, "80", 79.5]),
        "published": st.sampled_from([True, False]),
        "type": st.sampled_from(["article", "video", "Video"]),
        "price": st.sampled_from(SCALARS) | some(SCALARS),
        "ratings": st.fixed_dictionaries({"average": st.sampled_from([1, 4.5, "4", None])}),
        "images": st.lists(st.fixed_dictionaries({"width": st.sampled_from([100, 1700, None])}), max_size=2),
    }
    return {name: draw(values) for name, values in optional.items() if draw(st.booleans())}


def elements(value: Any) -> list[Any]:
    """Of a list or map all that is in it, else the value itself."""
    inner = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else None
    return [value] if inner is None else [leaf for one in inner for leaf in elements(one)]


def at(fields: Any, *path: str) -> list[Any]:
    for name in path:
        several = (
            [one for each in fields for one in (each if isinstance(each, list) else [each])]
            if isinstance(fields, list)
            else [fields]
        )
        fields = [each[name] for each in several if isinstance(each, dict) and name in each]
    return elements(fields)


def is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def says(value: Any, sought: str) -> bool:
    """A part of a text; a number by value; true and false by name."""
    if isinstance(value, str):
        return sought.casefold() in value.casefold()
    if isinstance(value, bool):
        return sought.casefold() == str(value).casefold()
    if is_number(value):
        return bool(re.fullmatch(r"-?\d+(\.\d+)?", sought)) and float(sought) == value
    return False


def tokens(fields: Fields) -> set[str]:
    provider = fields.get("provider", {})
    said = [
        fields.get("title", ""),
        fields.get("excerpt", ""),
        *(topic for topic in fields.get("topics", []) if topic),
        provider.get("name", ""),
        provider.get("domain", ""),
    ]
    folded = " ".join(said).casefold().replace("é", "e").replace("ü", "u")
    return set(re.findall(r"\w+", folded))


def asked_for_text(name: str, sought: str) -> Asked:
    return f'{name}:"{sought}"', lambda fields: any(says(value, sought) for value in at(fields, *name.split(".")))


def asked_for_bound(name: str, sign: str, bound: float) -> Asked:
    compare = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}[sign]

    def holds(fields: Fields) -> bool:
        for value in at(fields, *name.split(".")):
            written = isinstance(value, str) and re.fullmatch(r"\d+", value)
            if (is_number(value) or written) and compare(float(value), bound):
                return True
        return False

    return f"{name}:{sign}{bound:g}", holds


_TITLES = ("power", "2022")
LEAVES: list[Asked] = [
    *(
        (word, lambda fields, word=word: word in tokens(fields))
        for word in ("power", "cloud", "apps", "cafe", "facial")
    ),
    ("zurich", lambda fields: "zurich" in tokens(fields)),
    ("clou*", lambda fields: "cloud" in tokens(fields)),
    *(
        (
            f'topic:"{topic}"',
            lambda fields, topic=topic: topic.casefold() in [str(one).casefold() for one in at(fields, "topics")],
        )
        for topic in ("AI", "cloud ai", "Robotics")
    ),
    ("type:video", lambda fields: fields.get("type", "").casefold() == "video"),
    ("type:=Video", lambda fields: fields.get("type") == "Video"),
    ("type:/^vid/", lambda fields: fields.get("type", "").casefold().startswith("vid")),
    ("is:published", lambda fields: fields.get("published") is True),
    ("is:unpublished", lambda fields: fields.get("published") is False),
    ("published:false", lambda fields: fields.get("published") is False),
    ("provider:wire", lambda fields: any("wire" in one.casefold() for one in fields.get("provider", {}).values())),
    ("provider.name:=WBUR", lambda fields: fields.get("provider", {}).get("name") == "WBUR"),
    ("domain:example", lambda fields: "example" in fields.get("provider", {}).get("domain", "")),
    *(
        (
            f"quality:>={bound}",
            lambda fields, bound=bound: type(fields.get("quality")) is int and fields["quality"] >= bound,
        )
        for bound in (0, 80)
    ),
    ("quality:50..80", lambda fields: type(fields.get("quality")) is int and 50 <= fields["quality"] <= 80),
    ("date:2022-03", lambda fields: fields.get("publishedDateTime") in MOMENTS[1:]),
    ("date:..2021", lambda fields: fields.get("publishedDateTime") == MOMENTS[0]),
    ("date:>2022-03-01", lambda fields: fields.get("publishedDateTime") == MOMENTS[2]),
    *(
        (f"has:{name}", lambda fields, name=name: fields.get(name) not in (None, "", [], {}))
        for name in ("title", "price", "topics", "quality", "images")
    ),
    ("has:date", lambda fields: "publishedDateTime" in fields),
    ("no:ratings.average", lambda fields: fields.get("ratings", {}).get("average") is None),
    *(asked_for_text("price", sought) for sought in ("free", "12", "12.5", "true", "-3", "2022")),
    *(asked_for_text("title", sought) for sought in ("power", "D a", "2022")),
    ("(title:power OR title:2022)", lambda fields: any(asked_for_text("title", each)[1](fields) for each in _TITLES)),
    asked_for_text("topics", "AI"),
    *(asked_for_bound("price", each.sign, 12) for each in COMPARISONS),
    *(asked_for_bound("ratings.average", sign, 4) for sign in (">=", "<")),
    asked_for_bound("images.width", ">", 1600),
]


def joined(parts: tuple[Asked, Asked]) -> st.SearchStrategy[Asked]:
    (one, holds), (other, also_holds) = parts
    return st.sampled_from(
        [
            (f"({one}) ({other})", lambda fields: holds(fields) and also_holds(fields)),
            (f"{one} AND ({other})", lambda fields: holds(fields) and also_holds(fields)),
            (f"(({one}) OR {other})", lambda fields: holds(fields) or also_holds(fields)),
            (f"-({one})", lambda fields: not holds(fields)),
            (f"(NOT ({one}) ({other}))", lambda fields: not holds(fields) and also_holds(fields)),
        ]
    )


QUERIES = st.recursive(st.sampled_from(LEAVES), lambda inner: st.tuples(inner, inner).flatmap(joined), max_leaves=6)
EVERY_FIELD = {"price": 1, "ratings": {"average": 1}}


def opened_with(written: dict[str, Fields], tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = tmp_path_factory.mktemp("naive")
    for name, fields in written.items():
        front = yaml.safe_dump(fields, allow_unicode=True) if fields else "none: null\n"
        (folder / f"{name}.md").write_text(f"---\n{front}---\n", encoding="utf-8")
    return open_catalogue(str(folder))


@settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(records(), min_size=1, max_size=8), st.lists(QUERIES, min_size=5, max_size=20))
@example([{"quality": "80"}, {}, {"topics": [None]}, {"price": [True, "x"]}], LEAVES)
def test_sql_finds_what_python_finds(
    tmp_path_factory: pytest.TempPathFactory, catalogue: list[Fields], asked: list[Asked]
) -> None:
    written = {str(number): fields for number, fields in enumerate([EVERY_FIELD, *catalogue])}
    opened = opened_with(written, tmp_path_factory)
    for said, holds in asked:
        understood = query(said, exact=True)
        expected = {name for name, fields in written.items() if holds(fields)}
        assert (said, {record.id for record in opened.select(understood)}) == (said, expected)
        assert opened.count(understood) == len(expected)


VALUES = ["power", "AI", "wire", "video", "WBUR", "1", "12", "80", "4.5", "2022", "2022-03", "true", "free"]
RANGES = ["50..80", "4..", "..2021", "2022-03..2022-04"]


def terms(name: str, each: Operator) -> Iterator[str]:
    """The terms of a field and an operator, with each value that the field can have."""
    for value in RANGES if each is WITHIN else VALUES:
        written = f"{name}:/{value}/" if each.sign == "/" else f"{name}:{each.sign}{value}"
        try:
            if isinstance(query(written).tree, Term):  # `related:power` asks for an article
                yield written
        except QueryError:
            pass


def well_typed(fields: Fields) -> Fields:
    """The fields without those that an article reads as absent: the predicate would still see them."""
    kept = dict(fields)
    if type(fields.get("quality")) is not int:
        kept.pop("quality", None)
    if not fields.get("provider", {}).get("domain"):
        kept.pop("provider", None)
    return kept


OWN = ("price", "ratings.average", "fields.quality", "fields.title")
TERMS = [term for name in (*names(BUILT_IN), *OWN) for each in OPERATORS for term in terms(name, each)]


def test_every_operator_is_compared() -> None:
    assert {term.operator for written in TERMS for term in query(written).parts} == set(OPERATORS)


@settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(records().map(well_typed), min_size=1, max_size=8),
    st.lists(st.sampled_from(TERMS), min_size=20, max_size=40),
)
def test_the_sql_of_an_operator_finds_what_its_predicate_finds(
    tmp_path_factory: pytest.TempPathFactory, catalogue: list[Fields], asked: list[str]
) -> None:
    every = EVERY_FIELD | {"quality": 80, "title": "power"}
    opened = opened_with({str(number): fields for number, fields in enumerate([every, *catalogue])}, tmp_path_factory)
    all_records = list(opened.select(query()))
    for written in asked:
        understood = query(written)
        [term] = understood.parts
        assert isinstance(term, Term)
        expected = {record.id for record in all_records if any(map(term.check, values_of(record, term.field)))}
        assert (written, {record.id for record in opened.select(understood)}) == (written, expected)


def values_of(record: Record, field: Field) -> Iterable[Any]:
    if field.name in ("id", "path", "body"):
        return [getattr(record, field.name) or None]
    if field.is_read:
        return [record.value(field.first_class) or None]  # an empty string is no value
    return values_at(record.fields, field.path)
