"""Settings for a catalogue, proposed from its articles and its surroundings."""

import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.dates import moment
from newscat.article.field_table import BUILT_IN
from newscat.article.kind import is_news
from newscat.article.record import Record
from newscat.edit.sites import UNPUBLISHED, Site
from newscat.files.paths import Unreadable, beginning

if TYPE_CHECKING:
    from newscat.article.frontmatter import Limits
    from newscat.index.source import Source

# A setting must help at least this share of the articles.
_MOST = 0.8
_HALF = 0.5
# Articles of another sort, such as posts among the pages of a manual: their titles matter if they are this many.
_MANY = 0.2
_OTHER_TITLE = re.compile(r"(?<!sub)(?<!sub.)title$", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}\b")
_PLACEHOLDER = re.compile(r"\{\{|<%|\$\{")
_TEMPLATES = {"templates", "template", "_templates"}


def _is_date(value: object) -> bool:
    return not isinstance(value, (bool, int, float)) and moment(value) is not None


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


# For first-class fields: what a value must be, and what the name of such a field contains.
_SUITS: Mapping[str, tuple[Callable[[object], bool], re.Pattern[str]]] = {
    "date": (_is_date, re.compile(r"date|publi|creat|releas|added|posted|written|time|_at$|At$", re.IGNORECASE)),
    "title": (_is_text, re.compile(r"(?<!sub)(?<!sub.)title|headline|heading|\bname|subject", re.IGNORECASE)),
    "excerpt": (_is_text, re.compile(r"deck|lead|abstract|blurb|intro|descri|summar|teaser|excerpt", re.IGNORECASE)),
    "topics": (_are_texts, re.compile(r"topic|tag|categor|keyword|label|subject|series", re.IGNORECASE)),
    "author": (
        lambda value: _is_text(value) or _are_texts(value),
        re.compile(r"author|writer|creator|contributor|posted_?by", re.IGNORECASE),
    ),
}


@dataclass
class Seen:
    """What was read: the articles by path below the root, with their fields, and the other files."""

    articles: dict[str, dict[Any, Any]] = field(default_factory=dict)
    unreadable: list[str] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    """Folders for templates in which a file has placeholders."""

    @classmethod
    def of(cls, source: "Source", root: str, limits: "Limits") -> "Seen":
        seen = cls()
        for path, found in source.articles(limits):
            below = os.path.relpath(path, root).replace(os.sep, "/")
            if isinstance(found, Unreadable):
                seen.unreadable.append(below)
            else:
                seen.articles[below] = found
            folder = next((each for each in _folders(below) if each.split("/")[-1].lower() in _TEMPLATES), None)
            if folder is not None and folder not in seen.templates and _is_template(path, found):
                seen.templates.add(folder)
        return seen

    @property
    def files(self) -> Iterator[str]:
        yield from self.articles
        yield from self.unreadable


def _folders(path: str) -> Iterator[str]:
    """The folders above a file: `a`, `a/b` for `a/b/c.md`."""
    parts = path.split("/")[:-1]
    return ("/".join(parts[: count + 1]) for count in range(len(parts)))


def _is_template(path: str, found: dict[Any, Any] | Unreadable) -> bool:
    """Whether the front matter has placeholders that a program fills in."""
    if isinstance(found, dict):
        return any(_PLACEHOLDER.search(value) for value in found.values() if isinstance(value, str))
    try:
        return _PLACEHOLDER.search(beginning(path, 1024)[0].decode(errors="replace")) is not None
    except OSError:
        return False


class Setting(NamedTuple):
    """Lines of the file, with the reason as a comment above them."""

    reason: str
    lines: str


def proposal(seen: Seen, site: Site | None, *, schema: str | None = None, known: Collection[str] = ()) -> str:
    """The text of a newscat.toml; empty if no setting is worth it. `schema` is the file name of a JSON Schema.

    Settings whose names are `known`, because another file has them, are left out.
    """
    excluded = tuple(_excluded(seen, site))
    articles = {path: fields for path, fields in seen.articles.items() if not _is_below(path, excluded)}
    settings = [*_places(seen, site, excluded), *_judged(articles), *_date_order(articles)]
    if fields := list(_fields(articles)):
        settings.append(Setting("Fields that have other names here.", "\n".join(["[fields]", *fields])))
    if schema is not None:
        lines = f'[[kinds]]\nfiles = "**"\nschema = {_quoted(schema)}'
        settings.append(Setting("What the fields have in common: validate reports exceptions.", lines))
    settings = [each for each in settings if _NAME_OF.findall(each.lines)[0] not in known]
    if not settings:
        return ""
    catalogue = f"{site.name} catalogue" if site else "catalogue"
    blocks = [f"# {each.reason}\n{each.lines}\n" for each in settings]
    return "\n".join([f"# Settings of newscat for this {catalogue}.\n", *blocks])


# The name of a setting, also that of a table.
_NAME_OF = re.compile(r"\w+")


def unreadable(seen: Seen, site: Site | None) -> list[str]:
    """The files that cannot be read, without templates."""
    excluded = tuple(_excluded(seen, site))
    return [path for path in seen.unreadable if not _is_below(path, excluded)]


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(strings: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, strings))}]"


def _excluded(seen: Seen, site: Site | None) -> Iterator[str]:
    """Folders that have files but no articles: by name, or by path below the root."""
    names = dict.fromkeys((*(site.excluded if site else ()), *UNPUBLISHED))
    folders = {folder for path in seen.files for folder in _folders(path)}
    for name in names:
        if "/" in name:
            if name in folders:
                yield f"/{name}"
        elif any(folder.split("/")[-1] == name for folder in folders if name.startswith("_") or name == "archetypes"):
            yield name
        elif name in folders:
            yield f"/{name}"
    yield from (f"/{folder}" for folder in sorted(seen.templates) if folder not in names)


def _is_below(path: str, excluded: Iterable[str]) -> bool:
    folders = list(_folders(path))
    return any(
        each[1:] in folders if each.startswith("/") else any(folder.split("/")[-1] == each for folder in folders)
        for each in excluded
    )


def _places(seen: Seen, site: Site | None, excluded: tuple[str, ...]) -> Iterator[Setting]:
    """The folders with all the articles, and what to skip in them."""
    files = [path for path in seen.files if not _is_below(path, excluded)]
    common = os.path.commonpath([path.rpartition("/")[0] for path in files]) if files else ""
    paths = [path for path in site.paths if any(each.startswith(f"{path}/") for each in files)] if site else []
    if not all(any(each.startswith(f"{path}/") for path in paths) for each in files):
        paths = []
    if not paths and common and not site:
        paths = [common]
    if paths:
        yield Setting("All articles are here.", f"paths = {_listed(paths)}")
    below = tuple(f"{one}/" for one in paths) or ""
    inside = [
        each for each in excluded if any(_is_below(path, (each,)) and path.startswith(below) for path in seen.files)
    ]
    if inside:
        yield Setting("Templates and generated files.", f"exclude = {_listed(f'{each}/' for each in inside)}")


def _judged(articles: Mapping[str, Mapping[Any, Any]]) -> Iterator[Setting]:
    news = sum(map(is_news, articles.values()))
    if articles and news >= _MOST * len(articles):
        some = f"{news:,} of {len(articles):,} are news articles: validate reports the others."
        yield Setting("All are news articles." if news == len(articles) else some, 'kind = "news"')


def _date_order(articles: Mapping[str, Mapping[Any, Any]]) -> Iterator[Setting]:
    """Which number is the day, if no date contradicts it."""
    values = (value for fields in articles.values() for value in fields.values() if isinstance(value, str))
    pairs = [(int(found[1]), int(found[2])) for value in values if (found := _SLASHED.match(value))]
    day_first, month_first = any(one > 12 for one, _ in pairs), any(other > 12 for _, other in pairs)
    if day_first != month_first:
        order = "day-first" if day_first else "month-first"
        yield Setting("Which number is the day in dates such as 01/02/2006.", f'date_order = "{order}"')


def _fields(articles: Mapping[str, Mapping[Any, Any]]) -> Iterator[str]:
    """For first-class fields that few articles have, and titles that many lack: a field of another name that suits."""
    count = len(articles)
    for name, (suits, pattern) in _SUITS.items():
        sources = BUILT_IN.by_name[name].sources
        without = [fields for path, fields in articles.items() if not _has(name, path, fields)]
        if not without:
            continue
        other = _most_common(articles.values(), suits, pattern, sources)
        kept = [source for source in sources if any(source in fields for fields in articles.values())]
        if len(without) > _HALF * count and other and other[0][1] >= _HALF * count:
            key, found = other[0]
            yield f"{name} = {_listed([key, *kept])}  # {found:,} of {count:,} articles"
        elif name == "title" and (rest := _most_common(without, _is_text, _OTHER_TITLE, sources)):
            key, found = rest[0]
            if found >= _MANY * count:
                yield f"{name} = {_listed(dict.fromkeys((name, *kept, key)))}  # {found:,} of {count:,} articles"


def _most_common(
    articles: Iterable[Mapping[Any, Any]],
    suits: Callable[[object], bool],
    pattern: re.Pattern[str],
    sources: Iterable[str],
) -> list[tuple[str, int]]:
    """The most common field with such a name and such values that is not one of `sources`, if there is one."""
    return Counter(
        key
        for fields in articles
        for key, value in fields.items()
        if isinstance(key, str) and key not in sources and pattern.search(key) and suits(value)
    ).most_common(1)


def _has(name: str, path: str, fields: Mapping[Any, Any]) -> bool:
    """Whether the front matter says it; a date can also be in the path."""
    value = Record(path, fields).value(name) if name == "date" else BUILT_IN.value(name, fields)
    return value not in (None, (), "")
