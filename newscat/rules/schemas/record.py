"""The JSON Schema of a record, made from the table that the rules go by."""

from functools import singledispatch
from typing import Any

from newscat.rules.shape import ARTICLE, TYPES, ListOf, Scalar, Shape

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def record_schema() -> dict[str, Any]:
    """What NC1 and NC2 call an error, as JSON Schema 2020-12. Fields that nobody knows are allowed.

    Dates are their text, since JSON has none; so `title: 2022-03-23` passes here, and not the rules.
    """
    return {
        "$schema": DRAFT,
        "title": "newscat record",
        "description": "The front matter of one article of a catalogue. Whether fields and texts are sensible "
        "beyond this is for 'newscat validate' to say.",
        **_of_shape(ARTICLE),
    }


@singledispatch
def _of(kind: Any) -> dict[str, Any]:
    """The schema of a value of this kind."""
    raise TypeError(kind)


@_of.register
def _of_scalar(kind: Scalar) -> dict[str, Any]:
    return dict(kind.schema)


@_of.register
def _of_list(kind: ListOf) -> dict[str, Any]:
    return {"type": "array", "items": _of(kind.element)}


@_of.register
def _of_shape(kind: Shape) -> dict[str, Any]:
    """What every type needs is asked for at once, the rest by type."""
    always = [field.name for field in kind.fields if set(field.needed_by) == set(TYPES)]
    schema: dict[str, Any] = {"type": "object"}
    if always:
        schema["required"] = always
    else:
        schema["minProperties"] = 1
    schema["properties"] = {}
    for field in kind.fields:
        schema["properties"][field.name] = _of(field.kind)
        if isinstance(field.kind, ListOf) and "article" in field.needed_by:
            schema["properties"][field.name]["minItems"] = 1
    more = {each: sorted(kind.needs[each] - set(always)) for each in TYPES}
    if any(more.values()):
        schema["if"] = {"properties": {"type": {"const": "video"}}, "required": ["type"]}
        schema["then"] = {"required": more["video"]}
        schema["else"] = {"required": more["article"]}
    return schema
