"""Show stories: a row each, a row for each of their articles, JSON, or a page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, tzinfo
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from newscat.article.dates import iso_text
from newscat.output import messages
from newscat.output.analysis import formats
from newscat.output.formats.cells import dump, write_object
from newscat.output.formats.registry import Renderer
from newscat.output.rows import Document, Rows, columns_of, time_text
from newscat.output.terminal.screen import Screen

if TYPE_CHECKING:
    from newscat.analysis.stories import Parameters, Story
    from newscat.index.analysis.dated import Member

VERSION = 1
FORMATS = formats.OF_ROWS | {
    "json": "newscat.output.analysis.stories:json",
    "ndjson": "newscat.output.analysis.stories:ndjson",
    "html": "newscat.output.analysis.timeline:render",
}


class Answer(NamedTuple):
    """The `stories` to show, of `total`. `members`: a row for each article. `short` shortens ids."""

    stories: Sequence["Story"]
    total: int
    parameters: "Parameters"
    members: bool = False
    short: Callable[[str], str] = str
    zone: tzinfo | None = None
    """The time zone of the days [default: UTC]."""


def resolve(name: str) -> Callable[[Answer, TextIO, Screen], None]:
    """The renderer `name`. Raises UsageError, with a suggestion, if there is none."""
    return formats.resolve(name, FORMATS, _rows)


def _rows(render: Renderer, answer: Answer, out: TextIO, screen: Screen) -> None:
    columns, document = (_MEMBERS, _members) if answer.members else (_STORIES, _row)
    if screen.is_terminal and not answer.members:
        columns = tuple(column for column in columns if column.name not in ("id", "last"))
    rows = [each for number, story in enumerate(answer.stories, 1) for each in document(number, story, answer)]
    render(Rows.of(columns, rows)._replace(chosen=False), out, screen)


_STORIES = columns_of(
    id="id", date="date", last="date", days="number", title="text", providers="list", size="number", heat="number"
)
_MEMBERS = columns_of(story="number", id="id", date="date", title="text", provider="text", heat="number")


def _row(number: int, story: "Story", answer: Answer) -> Iterator[Document]:
    """`id` is that of the article that the title is from; `date` is that of the first one."""
    first, last = (time_text(moment, answer.zone) or "" for moment in (story.first, story.last))
    yield {
        "id": answer.short(story.main.id),
        "date": first,
        "last": last,
        "days": (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days + 1,
        "title": story.heading,
        "providers": list(story.providers),
        "size": story.size,
        "heat": story.heat,
    }


def _members(number: int, story: "Story", answer: Answer) -> Iterator[Document]:
    for each in story.members:
        at = time_text(each.published_at, answer.zone)
        yield _member(each) | {"story": number, "id": answer.short(each.id), "date": at}


def json(answer: Answer, out: TextIO, screen: Screen) -> None:
    """One object; a story a line."""
    head: Document = {"version": VERSION, "total": answer.total, "returned": len(answer.stories)}
    head["parameters"] = answer.parameters._asdict()
    write_object(out, head, stories=map(_document, answer.stories))


def ndjson(answer: Answer, out: TextIO, screen: Screen) -> None:
    out.writelines(dump(_document(story)) + "\n" for story in answer.stories)


def _document(story: "Story") -> Document:
    return {
        "heading": story.heading,
        "first": iso_text(story.first),
        "last": iso_text(story.last),
        "providers": list(story.providers),
        "size": story.size,
        "heat": story.heat,
        "members": list(map(_member, story.members)),
    }


def _member(each: "Member") -> dict[str, Any]:
    return {
        "id": each.id,
        "path": each.path,
        "title": each.title,
        "provider": each.provider,
        "published_at": iso_text(each.published_at),
        "heat": each.heat,
        "url": each.url,
    }


def counted(count: int) -> str:
    """`1 story`, `2 stories`."""
    return "1 story" if count == 1 else f"{messages.number(count)} stories"


def summary(answer: Answer) -> str:
    """`20 of 26 stories (-n 0 for all)`, `26 stories`; `No stories`, with what would find more."""
    shown, total = len(answer.stories), answer.total
    if not total:
        least = answer.parameters.providers
        more = "--min-providers 1 also finds those of one provider" if least > 1 else "a lower --threshold finds more"
        return f"No stories ({more})"
    return f"{messages.number(shown)} of {counted(total)} (-n 0 for all)" if shown < total else counted(total)
