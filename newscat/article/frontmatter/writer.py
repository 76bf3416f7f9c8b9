"""Fields and a body to the text of a file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from newscat.article.frontmatter.faults import FrontMatterError
from newscat.article.frontmatter.handlers import HANDLERS, json_date
from newscat.article.frontmatter.reader import parse


def dump(fields: Mapping[Any, Any], body: str, format: str) -> str:
    """See `newscat.article.frontmatter.dump`. The text is parsed again and compared before it is returned."""
    handler = HANDLERS[format]()
    try:
        block = handler.export(dict(fields))
        fence, closing = (f"{each}\n" if each else "" for each in (handler.START_DELIMITER, handler.END_DELIMITER))
        text = f"{fence}{block}\n{closing}{body}"
        again = parse(text.encode())
    except RecursionError:
        raise ValueError("lists and mappings are nested too deeply, or contain themselves") from None
    except FrontMatterError as error:
        raise ValueError(f"this could not be read back: {error}") from None
    # `repr` distinguishes 1, 1.0 and True, and NaN equals NaN.
    same = again and repr(_as_read(again.fields, format)) == repr(_as_read(dict(fields), format))
    if again is None or again.body != body or not same:
        raise ValueError(f"{format.upper()} cannot write this: it would be read back as something else")
    return text


def _as_read(value: Any, format: str) -> Any:
    """A value whose `repr` is that of the value that is read: keys in any order, lists for tuples, dates as written."""
    if isinstance(value, dict):
        return {repr(key): _as_read(value[key], format) for key in sorted(value, key=repr)}
    if isinstance(value, (list, tuple)):
        return [_as_read(each, format) for each in value]
    if isinstance(value, date):
        return json_date(value) if format == "json" else (type(value), json_date(value))
    return value
