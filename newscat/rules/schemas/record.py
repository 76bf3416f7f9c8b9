"""The JSON Schema of an article, derived from the field table of the rules."""

from typing import Any

from newscat.article.values import INTEGERS
from newscat.rules import formats
from newscat.rules.fields import ARTICLE, ListOf, Shape
from newscat.rules.formats import TYPES, Kind

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_WORD = r"[\p{L}\p{N}_]"
_NOT_BLANK = {"type": "string", "pattern": r"\S"}
# Each kind as far as JSON Schema can say it: JSON has no dates, and one kind of number.
_KINDS: dict[Kind, dict[str, Any]] = {
    formats.text: _NOT_BLANK,
    formats.integer: {"type": "integer", "minimum": 0, "maximum": INTEGERS[-1]},
    formats.boolean: {"type": "boolean"},
    formats.timestamp: {
        "type": "string",
        "format": "date-time",
        "pattern": r"^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:[0-5]\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$",
    },
    formats.url: {
        "type": "string",
        "pattern": r"^[Hh][Tt][Tt][Pp][Ss]?://([^\s/?#@]*@)?"
        rf"({_WORD}[\p{{L}}\p{{N}}_.-]*|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?([/?#][^\p{{C}}\p{{Z}}]*)?$",
    },
    formats.domain: {"type": "string", "pattern": rf"^{_WORD}[\p{{L}}\p{{N}}_-]*(\.{_WORD}[\p{{L}}\p{{N}}_-]*)+$"},
    formats.article_type: {"enum": list(TYPES)},
    formats.identifier: {"anyOf": [{"type": "integer", "minimum": INTEGERS[0], "maximum": INTEGERS[-1]}, _NOT_BLANK]},
    formats.secured: {
        "type": "string",
        # 64 characters are three blocks of 16 bytes.
        "pattern": "^([A-Za-z0-9+/]{64})*([A-Za-z0-9+/]{64}|[A-Za-z0-9+/]{22}==|[A-Za-z0-9+/]{43}=)"
        ";[A-Za-z0-9+/]{22}==$",
    },
}


def record_schema() -> dict[str, Any]:
    """The errors of NC1 and NC2 as JSON Schema 2020-12. Unknown fields are allowed.

    JSON has no dates, so they are strings: `title: 2022-03-23` is valid here, but breaks a rule.
    """
    return {
        "$schema": DRAFT,
        "title": "newscat record",
        "description": "The front matter of one article. 'newscat validate' also checks whether the values make sense.",
        **_of(ARTICLE),
    }


def _of(kind: Kind | ListOf | Shape) -> dict[str, Any]:
    if isinstance(kind, ListOf):
        return {"type": "array", "items": _of(kind.element)}
    return _of_shape(kind) if isinstance(kind, Shape) else dict(_KINDS[kind])


def _of_shape(shape: Shape) -> dict[str, Any]:
    """First the fields that every type requires, then the others by type."""
    always = [field.name for field in shape.fields if set(field.required_by) == set(TYPES)]
    schema: dict[str, Any] = {"type": "object", **({"required": always} if always else {"minProperties": 1})}
    schema["properties"] = {field.name: _of(field.kind) for field in shape.fields}
    for field in shape.fields:
        if isinstance(field.kind, ListOf) and "article" in field.required_by:
            schema["properties"][field.name]["minItems"] = 1
    more = {each: sorted(shape.required[each] - set(always)) for each in TYPES}
    if any(more.values()):
        schema["if"] = {"properties": {"type": {"const": "video"}}, "required": ["type"]}
        schema["then"] = {"required": more["video"]}
        schema["else"] = {"required": more["article"]}
    return schema
