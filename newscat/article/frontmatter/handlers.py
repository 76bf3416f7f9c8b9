"""Handlers for python-frontmatter.

They can be used with that package alone: `frontmatter.load(path, handler=TOMLHandler())`.
"""

import json
import math
import re
import tomllib
from datetime import date, datetime, time
from typing import Any, NoReturn

import yaml
from frontmatter.default_handlers import BaseHandler
from frontmatter.default_handlers import JSONHandler as _JSONHandler
from frontmatter.default_handlers import YAMLHandler as _YAMLHandler

from newscat.article.dates import iso_text
from newscat.article.frontmatter.nodes import key_value
from newscat.article.frontmatter.yaml.load import load


class YAMLHandler(_YAMLHandler):
    """YAML 1.2, written so that a YAML 1.1 parser reads the same values."""

    def load(self, fm: str, **_: object) -> dict[Any, Any]:
        return load(fm)[0]

    def export(self, metadata: dict[str, object], **_: object) -> str:
        try:
            text = yaml.dump(metadata, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf)
        except yaml.YAMLError as error:
            raise ValueError(f"YAML cannot write this: {error.args[0]}") from None
        return str(text).removesuffix("\n")


class TOMLHandler(BaseHandler):
    """TOML between `+++` lines, by tomllib and tomli-w (the package's own handler needs the abandoned `toml`)."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*\r?$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        loaded: dict[str, Any] = _times_as_strings(tomllib.loads(fm.replace("\r\n", "\n").replace("\r", "\n")))
        return loaded

    def export(self, metadata: dict[str, object], **_: object) -> str:
        import tomli_w

        try:
            return tomli_w.dumps(metadata).strip()
        except (TypeError, AttributeError) as error:
            raise ValueError(f"TOML cannot write this: {error}") from None


class JSONHandler(_JSONHandler):
    """A JSON object that opens on the first line; the body follows its closing brace."""

    FM_BOUNDARY = re.compile(r'\{\s*["}]')

    def split(self, text: str) -> tuple[str, str]:
        _, end = _DECODER.raw_decode(text)
        return text[:end], text[end:]

    def load(self, fm: str, **_: object) -> Any:
        return _DECODER.decode(fm)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        try:
            return json.dumps(metadata, indent=2, ensure_ascii=False, allow_nan=False, default=json_date)
        except TypeError as error:
            raise ValueError(f"JSON cannot write this: {error}") from None


HANDLERS: dict[str, type[BaseHandler]] = {"yaml": YAMLHandler, "toml": TOMLHandler, "json": JSONHandler}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _times_as_strings(value: Any) -> Any:
    """`value` with times of day as strings, as in YAML 1.2."""
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _times_as_strings(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_times_as_strings(each) for each in value]
    return value


def json_date(value: object) -> str:
    """A date or datetime as a string, like in YAML; UTC is `Z`."""
    if isinstance(value, date):
        return iso_text(value)
    raise ValueError(f"JSON cannot write a {type(value).__name__}")


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, and double-quotes strings that yaml-rs would read as another type."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True

    def choose_scalar_style(self) -> str:
        style = str(super().choose_scalar_style())
        return '"' if style == "'" else style


_SHOWN_ESCAPED = re.compile(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = yaml.SafeDumper.represent_str(dumper, text)
    # Only YAML 1.2 reads `1e3`, `0o17` and `2022-03-23T20:13Z` as numbers and dates. Escaped characters need
    # quotes: elsewhere `\u202e` is six characters.
    if key_value(text) == text and not _SHOWN_ESCAPED.search(text):
        return plain
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"')


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(
    datetime, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:timestamp", json_date(value))
)
