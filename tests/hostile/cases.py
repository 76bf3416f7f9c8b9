"""What a hostile tree is made of: named cases, each with the outcome that is right.

An outcome is written as `listed`, `ignored` (no record, and nothing wrong with that) or the code and line of the
finding that names the file, `NC016:2`; a file that is listed may have findings too: `listed NC040:3`. Of the rules
only those on reading (NC0) and on types (NC2) count here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Maker = Callable[[Path], None]

_FIELDS = {
    "category": "news",
    "title": '"A title"',
    "excerpt": '"What it has to say."',
    "publishedDateTime": "2022-03-23T20:13:00Z",
    "originalUrl": "https://www.example.com/one",
    "webUrl": "https://www.example.com/one",
    "type": "article",
    "quality": "50",
    "heat": "50",
    "published": "true",
    "provider": "{name: Example, domain: example.com}",
    "topics": "[AI]",
    "images": "[]",
    "related": "[]",
    "secured": "bmV3c2NhdC1uZXdzY2F0LW5ld3NjYXQtbmV3c2NhdC0=;bmV3c2NhdC1uZXdzY2F0LQ==",
}


@dataclass(frozen=True)
class Case:
    """Files by their names, and the outcome of each. One that is a function makes what is no plain file.

    `apart`: not to be put into one tree with the others: it changes what they mean, or takes seconds by itself.
    """

    name: str
    outcome: Mapping[str, str]
    files: Mapping[str, bytes | Maker] = field(repr=False)
    apart: bool = False

    def make(self, folder: Path) -> None:
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if callable(content):
                content(path)
            else:
                path.write_bytes(content)


def case(name: str, outcome: str, data: bytes | str | Maker, *, file: str = "x.md", apart: bool = False) -> Case:
    """A case of one file."""
    content = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return Case(name, {file: outcome}, {file: content}, apart)


def article(top: str = "", body: str = "") -> str:
    """A complete article; the lines of `top` stand first, from line 2 on, and replace the fields they name."""
    named = {line.partition(":")[0] for line in top.splitlines()}
    rest = "".join(f"{key}: {value}\n" for key, value in _FIELDS.items() if key not in named)
    return f"---\n{top}{chr(10) if top else ''}{rest}---\n{body}"


def fenced(source: str) -> str:
    return f"---\n{source}\n---\n"


MANY = 40_000
