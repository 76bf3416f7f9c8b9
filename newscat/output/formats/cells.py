"""One value of a document as the text of one cell."""

from json import JSONEncoder
from typing import Any

from newscat.output.safe import in_json

encode = JSONEncoder(ensure_ascii=False, separators=(", ", ": "), check_circular=False).encode


def dump(value: Any) -> str:
    """`value` as one line of JSON, safe to print."""
    return in_json(encode(value))


def text_of(value: Any) -> str:
    """Nothing for None, lists joined by a comma, maps as JSON; not escaped yet."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, list):
        return ", ".join([text_of(element) for element in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    return dump(value) if isinstance(value, dict) else str(value)
