"""What to try if nothing matches: values spelt nearly the same, and words that match on their own."""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from newscat.article.fields import FIELDS
from newscat.article.text import folded
from newscat.output import messages
from newscat.output.safe import one_line

if TYPE_CHECKING:
    from newscat.cli.options import Filters
    from newscat.index.reader import CatalogueReader
    from newscat.query.query import Query

_SUGGESTED = ("topic", "provider", *(field.name for field in FIELDS if field.is_choice))
_TERM = re.compile(rf'(?:^|[\s(])({"|".join(_SUGGESTED)}):=?(?:"([^"]*)"|([^\s"()]+))')
_MOST = 3
_WORDS = 8
_NAMES = 12


def wanted_values(filters: "Filters") -> Iterator[tuple[str, str]]:
    """The fields and values that the options and queries ask for, without those they exclude."""
    yield from (("topic", topic) for topic in filters.topic or ())
    for field in _SUGGESTED[1:]:
        if value := getattr(filters, field, None):
            yield field, value
    for query in filters.query or ():
        yield from ((field, quoted or plain) for field, quoted, plain in _TERM.findall(query))


def similar_values(catalogue: "CatalogueReader", wanted: Iterable[tuple[str, str]]) -> Iterator[str]:
    """`no article has the topic 'robotcs'. Similar: Robotics` for each value that only resembles known ones."""
    for field, value in dict.fromkeys(wanted):
        near = _similar(catalogue.cache_file, field, value)
        if near:
            yield f"no article has the {field} '{one_line(value)}'. Similar: {', '.join(near)}"


def _similar(cache: str | None, field: str, value: str) -> Sequence[str]:
    from newscat.index import suggest

    wanted = folded(value)
    for beginning in dict.fromkeys((wanted[:3], wanted[:1], "")):  # of very many values, only some are returned
        found = suggest.values(cache, (), suggest.ASKED[field], beginning)
        known = {folded(one.text): one_line(one.text) for one in found}
        if wanted in known or (field == "provider" and any(wanted in folded(one.meaning) for one in found)):
            return ()
        if near := difflib.get_close_matches(wanted, known, _MOST, 0.7):
            return [known[each] for each in near]
    return ()


def absent_fields(catalogue: "CatalogueReader", query: "Query") -> Iterator[str]:
    """`no article has the field 'date'. They have: title, layout` for each first-class field of the query."""
    from newscat.query.parser import nodes
    from newscat.query.query import Query
    from newscat.query.resolve import Has, Term

    asked = {node.field.first_class: node.field for node in nodes(query.tree) if isinstance(node, Has | Term)}
    for field in asked.values():
        if field.first_class and field.path and not catalogue.count(Query(tree=Has(field))):
            there = [one_line(name) for name in catalogue.field_names() if name != "secured"]
            listed = f". They have: {', '.join(there[:_NAMES])}" if there else ""
            yield f"no article has the field '{one_line(field.name)}'{listed}"


def words_alone(catalogue: "CatalogueReader", query: "Query") -> str | None:
    """`no article contains all of these; alone: 'quantum' 3 articles, 'tea' 0 articles`, for a search of several."""
    from newscat.query.query import Query

    if not 1 < len(query.texts) <= _WORDS:
        return None
    counts = ((text.text, catalogue.count(Query(tree=text, matching=query.matching))) for text in query.texts)
    found = ", ".join(f"'{one_line(text)}' matches {messages.plural(count, 'article')}" for text, count in counts)
    return f"no article matches all of the query; alone, {found}"
