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
    if again is None or again.body != body or not _same(dict(fields), again.fields, format):
        raise ValueError(f"{format.upper()} cannot write this: it would be read back as something else")
    return text


def _same(written: Any, read: Any, format: str) -> bool:
    """Whether a value is read as it was written: 1, 1.0 and True differ, NaN equals NaN, JSON has dates as strings."""
    if isinstance(written, dict):
        # Equal keys are not enough: 1 == True.
        return (
            isinstance(read, dict)
            and len(written) == len(read)
            and all(key in read and _same(value, read[key], format) for key, value in written.items())
            and {(type(key), key) for key in written} == {(type(key), key) for key in read}
        )
    if isinstance(written, (list, tuple)):
        return (
            isinstance(read, list)
            and len(written) == len(read)
            and all(_same(one, other, format) for one, other in zip(written, read, strict=True))
        )
    if isinstance(written, date) and format == "json":
        return bool(json_date(written) == read)
    if isinstance(written, float) and isinstance(read, float):
        return repr(written) == repr(read)
    return type(written) is type(read) and bool(written == read)
