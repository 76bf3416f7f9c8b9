"""TOML and JSON front matter, and writing, through the interface of python-frontmatter.

A handler has `detect`, `split`, `load` and `export`, so that ours also serve whoever uses that
package: `frontmatter.load(path, handler=TOMLHandler())`.
"""

import json
import math
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NoReturn

import yaml
import yaml_rs
from frontmatter.default_handlers import BaseHandler
from frontmatter.default_handlers import JSONHandler as _JSONHandler
from frontmatter.default_handlers import YAMLHandler as _YAMLHandler

from newscat.article.frontmatter.outline import SyntaxFault, judge, outline
from newscat.article.frontmatter.fences import Parts, position
from newscat.article.frontmatter.values import Fault, FrontMatter, FrontMatterError
from newscat.article.frontmatter.yaml12 import MAX_DEPTH

class TOMLHandler(BaseHandler):
    """TOML between `+++` lines, by tomllib and tomli-w (its own wants the abandoned `toml` package)."""

    FM_BOUNDARY = re.compile(r"^\+\+\+[ \t]*$", re.MULTILINE)
    START_DELIMITER = END_DELIMITER = "+++"

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        loaded: dict[str, Any] = _clocks_as_text(tomllib.loads(fm.replace("\r\n", "\n").replace("\r", "\n")))
        return loaded

    def export(self, metadata: dict[str, object], **_: object) -> str:
        import tomli_w

        try:
            return tomli_w.dumps(metadata).strip()
        except (TypeError, AttributeError) as error:
            raise ValueError(f"TOML cannot write this: {error}") from None


class JSONHandler(_JSONHandler):
    """A JSON object that opens on the first line; the body begins after its closing brace."""

    FM_BOUNDARY = re.compile(r'\{\s*["}]')

    def split(self, text: str) -> tuple[str, str]:
        _, end = _DECODER.raw_decode(text)
        return text[:end], text[end:]

    def load(self, fm: str, **_: object) -> Any:
        return _DECODER.decode(fm)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return json.dumps(metadata, indent=2, ensure_ascii=False, default=_json_text)


class YAMLHandler(_YAMLHandler):
    """YAML that reads the same in 1.1 and 1.2: what only 1.2 takes for a number or date is quoted."""

    def load(self, fm: str, **_: object) -> Any:
        return yaml_rs.loads(fm)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        text = yaml.dump(metadata, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=math.inf)
        return str(text).strip("\n")


HANDLERS: dict[str, type[BaseHandler]] = {"yaml": YAMLHandler, "toml": TOMLHandler, "json": JSONHandler}


def read(parts: Parts) -> FrontMatter:
    """The front matter of a file in TOML or JSON. Raises FrontMatterError."""
    return _READERS[parts.format](parts)


def dump(fields: Mapping[Any, Any], body: str, format: str) -> str:
    """See `newscat.article.frontmatter.dump`."""
    handler = HANDLERS[format]()
    block = handler.export(dict(fields))
    fence = f"{handler.START_DELIMITER}\n" if handler.START_DELIMITER else ""
    closing = f"{handler.END_DELIMITER}\n" if handler.END_DELIMITER else ""
    text = f"{fence}{block}\n{closing}"
    return f"{text}\n{body}" if body and not body.startswith("\n") else text + body


def _read_toml(parts: Parts) -> FrontMatter:
    try:
        fields = TOMLHandler().load(parts.source)
    except tomllib.TOMLDecodeError as error:
        _refuse_toml(parts, error)
    except RecursionError:
        raise FrontMatterError(_too_deep(parts.line)) from None
    except ValueError as error:  # an impossible date, an integer of over 4,300 digits
        raise FrontMatterError(Fault("invalid-value", str(error).split(";", 1)[0], parts.line)) from None
    if not fields:
        raise FrontMatterError(Fault("empty-front-matter", "there are no fields between the fences"))
    if _depth(fields) > MAX_DEPTH:
        raise FrontMatterError(_too_deep(parts.line))
    return FrontMatter(fields, parts.body, "toml", parts.source, parts.line)


_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def _refuse_toml(parts: Parts, error: tomllib.TOMLDecodeError) -> NoReturn:
    message = str(error)
    found = _TOML_PLACE.search(message)
    line, column = position(parts.source, len(parts.source))
    if found and found[1]:
        line, column = int(found[1]), int(found[2])
    reason = _TOML_PLACE.sub("", message)
    raise FrontMatterError(Fault("syntax-error", reason, line + parts.line - 1, column)) from None


def _read_json(parts: Parts) -> FrontMatter:
    handler = JSONHandler()
    try:
        source, body = handler.split(parts.source)
    except json.JSONDecodeError as error:
        place = position(parts.source, error.pos)
        reason = error.msg[:1].lower() + error.msg[1:]
        raise FrontMatterError(Fault("syntax-error", reason, *place)) from None
    except RecursionError:
        raise FrontMatterError(_too_deep(1)) from None
    except ValueError as error:
        raise FrontMatterError(Fault("invalid-value", str(error).split(";", 1)[0])) from None
    if source.count("[") + source.count("{") > MAX_DEPTH and _json_depth(source) > MAX_DEPTH:
        raise FrontMatterError(_too_deep(1))
    fields = handler.load(source)
    if not fields:
        raise FrontMatterError(Fault("empty-front-matter", "there are no fields between the braces"))
    _refuse_surrogates(source, fields)
    return FrontMatter(fields, _without_line_end(body), "json", source, 1, _json_duplicates(source))


def _json_duplicates(source: str) -> tuple[Fault, ...]:
    """By the outline (JSON is YAML), only when a decoder that counts keys has seen one twice."""
    twice = False

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        fields = dict(found)
        twice = twice or len(fields) < len(found)
        return fields

    json.JSONDecoder(object_pairs_hook=pairs).decode(source)
    if not twice:
        return ()
    try:
        return tuple(fault for fault in judge(outline(source, 1, MAX_DEPTH)) if fault.name == "duplicate-key")
    except SyntaxFault:
        return (Fault("duplicate-key", "a key stands twice in one map: the last one wins"),)


def _refuse_surrogates(source: str, fields: Any) -> None:
    """FrontMatterError for half a surrogate pair: no character, and nothing can write it as UTF-8."""
    for found in re.finditer(r"\\u[dD][89a-fA-F]", source):
        try:
            json.dumps(fields, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            place = position(source, found.start())
            raise FrontMatterError(Fault("invalid-value", "half of a surrogate pair is no character", *place)) from None
        return


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)
_READERS = {"toml": _read_toml, "json": _read_json}
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{\]}]')


def _json_depth(source: str) -> int:
    deepest = depth = 0
    for token in _JSON_TOKEN.findall(source):
        depth += (token in "[{") - (token in "]}")
        deepest = max(deepest, depth)
    return deepest


def _depth(value: object) -> int:
    """How many maps and lists stand inside each other in `value`."""
    depth, level = 0, [value]
    while level := [each for each in level if isinstance(each, (dict, list))]:
        depth += 1
        level = [below for each in level for below in (each.values() if isinstance(each, dict) else each)]
    return depth


def _too_deep(line: int) -> Fault:
    return Fault("too-deep", f"more than {MAX_DEPTH} lists and maps inside each other", line)


def _without_line_end(body: str) -> str:
    """The body begins on the line after the closing brace."""
    return body.lstrip(" \t").removeprefix("\r").removeprefix("\n")


def _clocks_as_text(value: Any) -> Any:
    """`value` with times of day as text, as YAML 1.2 has them."""
    if isinstance(value, time):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _clocks_as_text(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_clocks_as_text(each) for each in value]
    return value


def _json_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().removesuffix("+00:00") + ("Z" if value.isoformat().endswith("+00:00") else "")
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"JSON cannot write a {type(value).__name__}")


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key and quotes what yaml-rs would read as something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    plain = yaml.SafeDumper.represent_str(dumper, text)
    try:
        # Only 1.2 takes `1e3`, `0o17`, `2022-03-23T20:13Z` for numbers and dates.
        safe = yaml_rs.loads(text) == text if text and plain.style is None else True
    except ValueError:
        safe = True  # not readable on its own: PyYAML quotes it
    return plain if safe else yaml.SafeDumper.represent_scalar(dumper, "tag:yaml.org,2002:str", text, style='"')


def _represent_datetime(dumper: yaml.SafeDumper, value: datetime) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", _json_text(value))


_Dumper.add_representer(str, _represent_text)
_Dumper.add_representer(datetime, _represent_datetime)
