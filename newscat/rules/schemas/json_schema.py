"""NC6xx: front matter that does not match a given JSON Schema, by jsonschema-rs."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from newscat.article.finding import Severity
from newscat.article.values import plain
from newscat.errors import ConfigError, MissingPathError, UsageError, missing_extra
from newscat.rules.engine import Article, Match, rule

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_LARGEST = 4 << 20
_LONGEST = 200


@rule("NC601", Severity.ERROR)
def schema_violation(article: Article) -> Iterator[Match]:
    """The front matter does not match the given JSON Schema.

    ## What it does
    With `--schema FILE`, reports each place that the JSON Schema in the file does not allow. `format` is validated, and
    dates are strings as in JSON (`2022-03-23T20:13:00Z`). The rules NC1 to NC5 are then off unless they are selected.
    The setting `kinds` can give some files a schema in addition to the rules.

    ## Why is this bad?
    Not every catalogue contains news articles. With a schema, newscat validates any front matter.

    ## Example
    With the schema `{"properties": {"price": {"type": "number"}}}`:
    ```yaml
    price: free
    ```

    Use instead:
    ```yaml
    price: 0
    ```
    """
    if not article.schema or article.record is None:
        return
    for error in validator(article.schema).iter_errors(plain(article.record.fields)):
        message = f"{error.message[:_LONGEST]}…" if len(error.message) > _LONGEST else error.message
        path = tuple(error.instance_path)
        unexpected = getattr(error.kind, "unexpected", None) or ()
        if not unexpected:
            yield Match(path, f"{_subject(path)}{message}")
        for name in unexpected:  # each at its own place
            yield Match((*path, name), f"{_subject(path)}{name!r} is not an allowed field", at_key=True)


def _subject(path: tuple[str | int, ...]) -> str:
    return f"{'.'.join(map(str, path))!r}: " if path else ""


def read_schema(file: str) -> str:
    """The text of a valid JSON Schema.

    Raises MissingPathError for a file that cannot be read, ConfigError for an invalid schema, UsageError if
    jsonschema-rs is not installed.
    """
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(_LARGEST + 1)
    except OSError as error:
        raise MissingPathError(f"cannot read the schema {file!r}: {error.strerror or error}") from None
    if len(data) > _LARGEST:
        raise ConfigError(f"{file}: the schema is larger than 4 MiB")
    try:
        text = data.decode("utf-8-sig")
        validator(text)
    except (ConfigError, UsageError) as error:
        raise type(error)(f"{file}: {error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: the schema is not UTF-8") from None
    return text


@cache
def validator(text: str) -> "Validator":
    """Raises ConfigError for an invalid schema, UsageError if jsonschema-rs is not installed."""
    import json

    try:
        import jsonschema_rs
    except ImportError:
        raise missing_extra("a JSON Schema", "schema") from None
    try:
        return jsonschema_rs.validator_for(json.loads(text), validate_formats=True, retriever=_refuse)
    except RecursionError:
        raise ConfigError("the schema is nested too deeply") from None
    except ValueError as error:  # the base class of JSON's errors and the validator's
        raise ConfigError(f"not a valid JSON Schema: {str(error).splitlines()[0]}") from None


def _refuse(uri: str) -> NoReturn:
    raise ValueError(f"newscat does not fetch schemas; include {uri} as a definition")
