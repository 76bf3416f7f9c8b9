"""Dates and times as YAML 1.2 has them: a time of day and a quoted date are strings, which yaml-rs converts."""

import contextlib
from datetime import date, time
from typing import Any

from newscat.article.frontmatter.faults import FrontMatterError
from newscat.article.frontmatter.nodes import Node, key_value
from newscat.article.frontmatter.yaml.outline import outline


def as_strings(source: str, fields: Any, undated: Any, *, quoted: bool) -> Any:
    """`fields` with times of day and, if `quoted`, quoted dates as strings.

    `undated` is the same document parsed without dates.
    """
    fields = _times_as_strings(fields, undated)
    if quoted:
        # Source that yaml-rs reads and PyYAML does not keeps yaml-rs's dates.
        with contextlib.suppress(FrontMatterError):
            return _quoted_as_strings(fields, outline(source, 1))
    return fields


def _quoted_as_strings(value: Any, node: Node | None) -> Any:
    """`value` with the strings of `node` in place of quoted dates."""
    if node is None:
        return value
    node = node.resolved
    if isinstance(value, date):  # or datetime, its subclass
        return value if node.plain else node.text
    if isinstance(value, dict):
        # Times are strings already, dates are not. The last of two equal keys wins.
        named = ((key.resolved, each) for key, each in node.items if key is not None)
        found = {key.loaded if isinstance(key.loaded, date) else key.value: (key, each) for key, each in named}
        read: dict[Any, Any] = {}
        for key, each in value.items():
            name, below = found.get(key, (None, None))
            kept = key if name is None or not isinstance(key, date) else name.value
            read[kept] = _quoted_as_strings(each, below)
        return read
    if isinstance(value, list) and len(value) == len(node.items):
        return [_quoted_as_strings(each, one) for each, (_, one) in zip(value, node.items, strict=True)]
    return value


def _times_as_strings(fields: Any, undated: Any) -> Any:
    """`fields` with each time of day as it is written in `undated`."""
    if isinstance(fields, time):
        return undated if isinstance(undated, str) else fields.isoformat()
    if isinstance(fields, dict) and isinstance(undated, dict):
        written = {key: key for key in fields}
        if any(isinstance(key, (date, time)) for key in fields):
            written |= {key: text for text in undated if isinstance(key := key_value(text), (date, time))}
        return {
            written[key] if isinstance(key, time) else key: _times_as_strings(value, undated.get(written[key]))
            for key, value in fields.items()
        }
    if isinstance(fields, list) and isinstance(undated, list):
        return [_times_as_strings(value, text) for value, text in zip(fields, undated, strict=False)]
    return fields
