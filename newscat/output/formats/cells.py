"""Convert a value of a document to the text of a cell."""

from collections.abc import Callable, Iterable, Mapping
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any, TextIO

from newscat.output.safe import in_json

encode = JSONEncoder(ensure_ascii=False, separators=(", ", ": "), check_circular=False).encode


def dump(value: Any) -> str:
    """Return `value` as one line of JSON that is safe to print."""
    return in_json(encode(value))


# A string in JSON. To write an object around such strings takes a fifth of the time of `encode`.
string: Callable[[str], str] = encode_basestring


def write_items(out: TextIO, items: Iterable[Any]) -> None:
    """The items of a JSON array as they come, one per line."""
    write_encoded(out, map(encode, items))


def write_encoded(out: TextIO, items: Iterable[str]) -> None:
    """The same for items that are JSON."""
    between = "\n"
    for item in items:
        out.write(between + in_json(item))
        between = ",\n"
    if between != "\n":
        out.write("\n")


def write_object(out: TextIO, head: Mapping[str, Any], **lists: Iterable[Any]) -> None:
    """One JSON object: the keys of `head`, then the lists."""
    out.write(dump(head)[:-1])
    for name, items in lists.items():
        out.write(f', "{name}": [')
        write_items(out, items)
        out.write("]")
    out.write("}\n")


def text_of(value: Any) -> str:
    """Return the text of a value: empty for None, lists joined by commas, mappings as JSON. It is not escaped."""
    if value is None:
        return ""
    if type(value) is str:
        return value
    if isinstance(value, list):
        return ", ".join([text_of(element) for element in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    return dump(value) if isinstance(value, dict) else str(value)
