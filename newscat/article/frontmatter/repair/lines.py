"""One line of front matter in parts, also if it is wrong."""

import re
from functools import lru_cache
from typing import NamedTuple

_SPACE = " \t\xa0\u2000-\u200b\u202f\u3000\ufeff"
_NAME = r"[\w$/@](?:[\w$./-]|:(?=:))*"
_LINE = re.compile(
    rf"(?P<indent>[{_SPACE}]*)(?P<dashes>(?:-[ \t]+)*)"
    rf"(?:(?P<key>\"[^\"\r\n]*\"|'[^'\r\n]*'|{_NAME}(?:[ ]{_NAME}){{0,3}})(?P<colon>[ \t]*:)"
    r"(?P<gap>[ \t]+|(?=[\r\n])|\Z))?"
    r"(?P<value>.*?)(?P<end>[ \t]*(?:\r\n|\n|\r)?)",
    re.DOTALL,
)
NO_SPACE = re.compile(
    rf"(?P<before>[{_SPACE}]*(?:-[ \t]+)?(?P<name>[A-Za-z_][\w.-]*):)(?P<value>[^\s:/\\].*)", re.DOTALL
)

USUAL_NAMES = {
    "title", "date", "author", "authors", "tags", "categories", "category", "layout", "permalink", "description",
    "summary", "draft", "published", "slug", "image", "url", "excerpt", "subtitle", "weight", "id", "name",
}  # fmt: skip


class Line(NamedTuple):
    """`indent`, `dashes` of list items, `key`, `colon`, `gap`, `value` and `end` make the line; a line without a key
    has only a value."""

    indent: str
    dashes: str
    key: str | None
    colon: str
    gap: str
    value: str
    end: str

    @staticmethod
    @lru_cache(maxsize=1024)  # each candidate leaves most lines as they are
    def of(text: str) -> "Line":
        found = _LINE.fullmatch(text)
        assert found is not None  # every part but the last can be empty
        indent, dashes, key, colon, gap, value, end = found.groups()
        return Line(indent, dashes, key, colon or "", gap or "", value, end)

    @property
    def text(self) -> str:
        return "".join(part or "" for part in self)

    @property
    def is_blank(self) -> bool:
        return not (self.key or self.value or self.dashes)

    @property
    def is_comment(self) -> bool:
        return self.key is None and not self.dashes and self.value.startswith("#")

    @property
    def is_named(self) -> bool:
        """Whether it begins with a name and a colon, as a field does, and not with words that contain a colon."""
        return self.key is not None and " " not in self.key

    @property
    def is_top(self) -> bool:
        """Whether it begins a field."""
        return self.is_named and not self.indent and not self.dashes


def split_lines(source: str) -> list[str]:
    """The lines of `source` with their ends."""
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", source)
