"""The JSON Schema of the JSON output of list and search; docs/schema/records-2.json is a copy of it."""

from typing import Any

from newscat.article.fields import FIELDS, Field
from newscat.output.formats.json import VERSION
from newscat.output.rows import DOCUMENT_FIELDS

_TYPES: dict[str, dict[str, Any]] = {
    "id": {"type": "string"},
    "path": {"type": "string"},
    "text": {"type": ["string", "null"]},
    "url": {"type": ["string", "null"]},
    "number": {"type": ["integer", "null"]},
    "flag": {"type": ["boolean", "null"]},
    "date": {"type": ["string", "null"], "format": "date-time"},
    "list": {"type": "array", "items": {"type": "string"}},
}
_SPAN = {
    "type": "array",
    "prefixItems": [{"type": "integer", "minimum": 0}, {"type": "integer", "minimum": 1}],
    "minItems": 2,
    "maxItems": 2,
}
_SPANS = {"type": "array", "items": _SPAN}
_STRINGS = {"type": "array", "items": {"type": "string"}}
_SEARCH: dict[str, dict[str, Any]] = {
    "snippet": {"description": "The part of the text that matches best, with whitespace collapsed.", "type": "string"},
    "snippet_hits": {"description": "The matches in the snippet, as start and end in characters.", **_SPANS},
    "title_hits": {"description": "The matches in the title, as start and end in characters.", **_SPANS},
    "snippet_field": {"description": "The field that the snippet is from.", "type": "string"},
    "matched_fields": {"description": "All fields with a match, highest weight first.", **_STRINGS},
}
_SIMILAR: dict[str, dict[str, Any]] = {
    "shared": {"description": "Words and topics that both articles have, most distinctive first.", **_STRINGS},
    "same": {"description": "What is identical in both articles.", "enum": ["url", "title", None]},
}


def schema() -> dict[str, Any]:
    """The schema as a JSON object."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"newscat list and search --format json, version {VERSION}",
        "description": "A line of --format ndjson is one $defs/record. With --columns, a record has the chosen columns "
        f"instead. New keys may be added; the keys here stay the same while the version is {VERSION}.",
        "type": "object",
        "properties": {
            "version": {"const": VERSION},
            "total": {"description": "How many articles match the query.", "type": "integer", "minimum": 0},
            "returned": {
                "description": "How many of them are in this answer (--limit, --offset, --tail).",
                "type": "integer",
                "minimum": 0,
            },
            "records": {"type": "array", "items": {"$ref": "#/$defs/record"}},
        },
        "required": ["version", "total", "returned", "records"],
        "$defs": {"record": _record()},
    }


def _record() -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for one in (*(field for field in FIELDS if field.kind in ("id", "path")), *DOCUMENT_FIELDS):
        if len(one.place) == 1:
            properties[one.place[0]] = {"description": one.doc, **_type(one)}
        else:
            group = properties.setdefault(one.place[0], {"type": "object", "properties": {}, "required": []})
            group["properties"][one.place[1]] = {"description": one.doc, **_type(one)}
            group["required"].append(one.place[1])
    properties["fields"] = {
        "description": "The whole front matter, except secured. Times are ISO 8601 strings; .nan and .inf are strings, "
        "because JSON has no such numbers.",
        "type": "object",
    }
    required = [*properties]
    score = {
        "description": "0 to 1, higher is better: how well the article matches, or how similar it is.",
        "type": "number",
        "minimum": 0,
        "maximum": 1,
    }
    return {
        "type": "object",
        "properties": {**properties, "score": score, **_SEARCH, **_SIMILAR},
        "required": required,
        "dependentRequired": {name: ["score", *group] for group in (_SEARCH, _SIMILAR) for name in group},
    }


def _type(field: Field) -> dict[str, Any]:
    if not field.parts:
        return _TYPES[field.kind]
    group = {
        "type": "object",
        "properties": {part.name: {"description": part.doc, **_type(part)} for part in field.parts},
        "required": [part.name for part in field.parts],
    }
    return group if field.kind == "group" else {"type": "array", "items": group}
