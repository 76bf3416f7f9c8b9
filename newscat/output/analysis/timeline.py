"""Stories as a page: one HTML file without scripts and external resources, newest story first."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape, unescape
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from newscat.article.dates import iso_text
from newscat.output.analysis.stories import Answer, counted
from newscat.output.messages import number, plural
from newscat.output.safe import one_line
from newscat.output.terminal.screen import Screen

if TYPE_CHECKING:
    from newscat.analysis.stories import Story
    from newscat.index.analysis.dated import Member

# A story of more articles is closed at first.
_OPEN = 6
# Characters of an excerpt.
_EXCERPT = 300
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="newscat">
<title>Stories</title>
<style>
:root { color-scheme: light dark; --line: #8886; --dim: #777; --mark: #2563eb; }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem 1.25rem 4rem; }
h1 { margin: 1rem 0 0; } h2 { margin: 2.5rem 0 0; font-size: 1rem; color: var(--dim); }
nav { display: flex; flex-wrap: wrap; gap: .25rem .75rem; margin: 1rem 0; font-size: .9rem; }
a { color: var(--mark); text-decoration: none; } a:hover, a:focus { text-decoration: underline; }
p { margin: .25rem 0; } .dim, time, .provider { color: var(--dim); font-size: .875rem; }
article { border-left: 2px solid var(--line); margin-left: .4rem; padding: 1rem 0 .25rem 1.25rem; position: relative; }
article::before { content: ""; position: absolute; left: -.45rem; top: 1.4rem; width: .8rem; height: .8rem;
  border-radius: 50%; background: var(--mark); }
h3 { margin: 0; font-size: 1.1rem; line-height: 1.35; overflow-wrap: anywhere; }
.track { position: relative; height: 1rem; margin: .5rem .35rem; border-bottom: 2px solid var(--line); }
.track i { position: absolute; bottom: -.31rem; width: .55rem; height: .55rem; margin-left: -.275rem;
  border-radius: 50%; background: var(--mark); opacity: .75; }
summary { cursor: pointer; font-size: .875rem; } ol { list-style: none; margin: .5rem 0; padding: 0; }
li { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0 .75rem; padding: .2rem 0; overflow-wrap: anywhere; }
@media (max-width: 40rem) { li { grid-template-columns: 1fr; } }
@media print { article { break-inside: avoid; } }
</style>
</head>
<body>
"""


def render(answer: Answer, out: TextIO, screen: Screen) -> None:
    """Times are in UTC."""
    out.write(_HEAD)
    out.write(f'<h1>Stories</h1>\n<p class="dim">{_summary(answer)}</p>\n')
    latest = sorted(answer.stories, key=lambda story: story.last, reverse=True)
    months = [(month, list(found)) for month, found in groupby(latest, key=lambda story: f"{story.last:%Y-%m}")]
    if len(months) > 1:
        links = (f'<a href="#{month}">{month} ({len(found)})</a>\n' for month, found in months)
        out.write(f"<nav>\n{''.join(links)}</nav>\n")
    for month, found in months:
        out.write(f'<section id="{month}">\n<h2>{found[0].last:%B %Y}</h2>\n')
        for story in found:
            out.writelines(_story(story))
        out.write("</section>\n")
    out.write("</body>\n</html>\n")


def _summary(answer: Answer) -> str:
    stories = answer.stories
    if not stories:
        return "No stories."
    articles = plural(sum(story.size for story in stories), "article")
    first, last = min(story.first for story in stories), max(story.last for story in stories)
    part = (
        f"{number(len(stories))} of {counted(answer.total)}" if len(stories) < answer.total else counted(answer.total)
    )
    return f"{part} from {articles}, {_span(first, last)}. Times are in UTC."


def _story(story: "Story") -> Iterator[str]:
    yield f'<article>\n<h3 dir="auto">{_link(story.main, story.heading)}</h3>\n'
    heat = f" · heat {number(story.heat)}" if story.heat is not None else ""
    providers = plural(len(story.providers), "provider")
    counts = f"{_span(story.first, story.last)} · {providers} · {plural(story.size, 'article')}{heat}"
    yield f'<p class="dim">{counts}</p>\n'
    if story.main.excerpt:
        yield f"<p>{_text(_cut(story.main.excerpt))}</p>\n"
    yield from _track(story.members)
    yield f"<details{' open' if story.size <= _OPEN else ''}>\n<summary>{_text(', '.join(story.providers))}</summary>\n"
    yield "<ol>\n"
    for each in story.members:
        when = f'<time datetime="{iso_text(each.published_at)}">{each.published_at:%Y-%m-%d %H:%M}</time>'
        name = f' <span class="provider">{_text(each.provider)}</span>' if each.provider else ""
        yield f"<li>{when}<span>{_link(each, each.title)}{name}</span></li>\n"
    yield "</ol>\n</details>\n</article>\n"


def _track(members: Sequence["Member"]) -> Iterator[str]:
    """A line from the first to the last article, with a dot for each."""
    first, length = members[0].published_at, members[-1].published_at - members[0].published_at
    if length and len(members) > 2:
        dots = (f'<i style="left:{(each.published_at - first) / length:.1%}"></i>' for each in members)
        yield f'<div class="track" aria-hidden="true">{"".join(dots)}</div>\n'


def _span(first: datetime, last: datetime) -> str:
    """`23 March 2022`, `23–25 March 2022`, `30 March – 2 April 2022`."""
    end = f"{last.day} {last:%B %Y}"
    if first.date() == last.date():
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{first.day} {first:%B}{f' {first.year}' if first.year != last.year else ''} – {end}"


def _link(member: "Member", text: str) -> str:
    """The text as a link, if the article has a web address; a browser runs what other schemes say."""
    url = member.url or ""
    if not url.lower().startswith(("https://", "http://")):
        return _text(text)
    return f'<a href="{escape(one_line(url))}" rel="noreferrer">{_text(text)}</a>'


def _text(text: str) -> str:
    """Titles and excerpts have HTML entities, `&#8217;`: they are decoded before all is escaped."""
    return escape(one_line(" ".join(unescape(text).split())))


def _cut(text: str) -> str:
    if len(text) <= _EXCERPT:
        return text
    return text[:_EXCERPT].rpartition(" ")[0] + "…"
