"""The structure of front matter in any format: where lists, mappings, keys and scalars are in the source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any, NamedTuple

from yaml_rs import loads

# The first characters of plain scalars that are not strings: numbers, dates, `.inf`, `~`, true, false, null.
_NOT_STRING = frozenset("0123456789+-._~tTfFnN")
# Excludes everything that could open a collection, such as 20,000 dashes.
_ONE_SCALAR = re.compile(r"(?:[\w+.~:-]*[\w+.~](?: [\w+.~:-]*[\w+.~])*)?", re.ASCII)


def key_value(text: Any) -> Any:
    """The value that yaml-rs reads for `text` as an unquoted key."""
    if not isinstance(text, str) or (text and text[0] not in _NOT_STRING) or not _ONE_SCALAR.fullmatch(text):
        return text
    try:
        read: Any = loads(f"? {text}\n:\n")
        [value] = read
    except ValueError:  # also if it is not a single key
        return text
    return value


class Span(NamedTuple):
    """A scalar in the source: `start` to `end`, in code points from 0, without its anchor and tag.

    `style` is a key of scalars.STYLES, or `literal` or `folded`.
    """

    start: int
    end: int
    style: str


@dataclass(slots=True, eq=False)
class Node:
    """One node. `kind` is map, seq, scalar or alias; `text` is the value of a scalar or the anchor of an alias;
    `items` are the (key, value) pairs of a mapping, or (None, value) for each element of a list."""

    kind: str
    line: int
    column: int
    text: str = ""
    plain: bool = False
    tag: str | None = None
    items: list[tuple["Node | None", "Node"]] = field(default_factory=list)
    target: "Node | None" = None
    start: int = 0
    """Index in the source, before anchor and tag."""
    end: int = 0
    style: str = ""
    """The quotes of a scalar, or `|` or `>`; `[` or `{` for a list or mapping in brackets; else empty."""

    @property
    def place(self) -> tuple[int, int]:
        return self.line, self.column

    @property
    def resolved(self) -> "Node":
        """The node that an alias refers to; any other node itself."""
        return self.target or self

    @property
    def loaded(self) -> Any:
        """A key as yaml-rs reads it: `1`, `0x1` and `true` are the same key of a dict, `"1"` is another."""
        value = key_value(self.text) if self.tag != "tag:yaml.org,2002:str" else self.text
        quoted = self.tag == "!" or (self.tag is None and not self.plain)
        # yaml-rs reads a quoted date as a date, too.
        return self.text if quoted and not isinstance(value, (date, time)) else value

    @property
    def value(self) -> Any:
        """A key as it is in the fields, where a time of day and a quoted date are strings."""
        value = self.loaded
        return self.text if isinstance(value, time) or (isinstance(value, date) and not self.plain) else value

    def nodes(self) -> Iterator["Node"]:
        """This node and all its descendants, in the order of the source; aliases are not followed."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            for key, value in reversed(node.items):
                stack.append(value)
                if key is not None:
                    stack.append(key)
