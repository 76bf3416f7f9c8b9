"""NC5xx: articles beside each other, and an article beside the name of its file.

A catalogue-wide rule is asked with a `Comparison` of all records, when findings are wanted: the
answer depends on every file, so nothing of it is kept. The first of several files by path is taken
for the one that was there before; the others have the finding.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, cast

from newscat.article.finding import Severity
from newscat.article.text import normal_title
from newscat.rules.engine import Article, Check, Problem, Rule, rule

if TYPE_CHECKING:
    from newscat.index.cross_article import Comparison, Twin

# So many other files a message names.
_NAMED = 3


class CatalogueProblem(NamedTuple):
    """What a rule says about the value at `path` in the fields of a record, which has this number in the index."""

    record: int
    path: tuple[str | int, ...]
    message: str


Question = Callable[["Comparison"], Iterator[CatalogueProblem]]
_questions: dict[str, Question] = {}


def catalogue_rule(code: str, severity: Severity, *, default: bool = True) -> Callable[[Question], Question]:
    """As `rule`, for a function of all records."""

    def register(question: Question) -> Question:
        rule(code, severity, reads="catalogue", default=default)(cast("Check", question))  # never asked of one article
        _questions[code] = question
        return question

    return register


def asked(rules: Iterable[Rule]) -> list[tuple[Rule, Question]]:
    """Those of the rules that are catalogue-wide, each with its question."""
    return [(one, _questions[one.code]) for one in rules if one.code in _questions]


@catalogue_rule("NC501", Severity.WARNING)
def duplicate_url(records: "Comparison") -> Iterator[CatalogueProblem]:
    """Another article has the same `originalUrl`.

    ## What it does
    Reports, at `originalUrl`, each file whose address a file before it (by path) has letter for
    letter. Files that are named one by one are compared with each other alone.

    ## Why
    An article that is there twice is listed, counted and recommended twice.

    ## Bad
    In `a.md` and in `b.md`:
    ```yaml
    originalUrl: "https://example.org/one"
    ```

    ## Good
    In `b.md`:
    ```yaml
    originalUrl: "https://example.org/two"
    ```
    """
    return _repeated(records.same_url(), "originalUrl", "same URL")


@catalogue_rule("NC502", Severity.WARNING)
def duplicate_canonical_url(records: "Comparison") -> Iterator[CatalogueProblem]:
    """Another article has an `originalUrl` that leads to the same page.

    ## What it does
    Reports, at `originalUrl`, each file whose address is that of a file before it (by path) but for
    `http` or `https`, `www.`, capitals in the host, a port or a slash that says nothing, the
    fragment, the order of parameters and tracking parameters such as `utm_source`. Addresses that are
    equal letter for letter are `duplicate-url`.

    ## Why
    It is nearly always the same article, collected twice by different ways.

    ## Bad
    In `a.md`:
    ```yaml
    originalUrl: "https://example.org/one"
    ```
    In `b.md`:
    ```yaml
    originalUrl: "http://www.example.org/one/?utm_source=feed"
    ```

    ## Good
    In `b.md`:
    ```yaml
    originalUrl: "https://example.org/two"
    ```
    """
    return _repeated(records.same_canonical_url(), "originalUrl", "same page")


@catalogue_rule("NC503", Severity.INFO)
def duplicate_title(records: "Comparison") -> Iterator[CatalogueProblem]:
    """Another article has the same title.

    ## What it does
    Reports, at `title`, each file whose title has the words of that of a file before it (by path):
    capitals, punctuation, white space and HTML entities apart. Articles whose addresses are the same
    are `duplicate-url` or `duplicate-canonical-url`.

    ## Why
    It may be one article from two places. It may also be a series under one name, so this is no more
    than a hint.

    ## Bad
    In `a.md`:
    ```yaml
    title: "AI & You"
    ```
    In `b.md`:
    ```yaml
    title: "AI &amp; you"
    ```

    ## Good
    In `b.md`:
    ```yaml
    title: "AI & you, part two"
    ```
    """
    return _repeated(records.same_title(), "title", "same title")


@catalogue_rule("NC504", Severity.WARNING)
def duplicate_id(records: "Comparison") -> Iterator[CatalogueProblem]:
    """Another article has the same id.

    ## What it does
    Reports, at `id`, each file with the id of a file before it (by path). The id of an article
    without the field `id` is the name of its file, without the folder and the ending; then the
    place is that of its first field.

    ## Why
    An id that means two articles means none: `newscat show` has to ask which.

    ## Bad
    In `a.md` and in `b.md`:
    ```yaml
    id: one
    ```

    ## Good
    In `b.md`:
    ```yaml
    id: two
    ```
    """
    return _repeated(records.same_id(), "id", "same id")


def _repeated(twins: "Iterator[Twin]", field: str, what: str) -> Iterator[CatalogueProblem]:
    """A problem for each record that has others of its group before it, apart from those a surer tier has told of."""
    for _, group in groupby(twins, key=lambda twin: twin.key):
        counts: Counter[object] = Counter()
        firsts: list[tuple[object, str]] = []
        for count, twin in enumerate(group):
            told = twin.record if twin.told is None else ("told", twin.told)
            others = [path for key, path in firsts if key != told][:_NAMED]
            if others:
                yield CatalogueProblem(twin.record, (field,), f"{what} as {_listed(others, count - counts[told])}")
            counts[told] += 1
            # Three of each of four tiers hold the first three that are of another tier than any given one.
            if counts[told] <= _NAMED and len(counts) <= _NAMED + 1:
                firsts.append((told, twin.path))


def _listed(paths: Sequence[str], count: int) -> str:
    """`a.md, b.md, c.md and 4 more`."""
    more = f" and {count - len(paths):,} more" if count > len(paths) else ""
    return ", ".join(paths) + more


@catalogue_rule("NC505", Severity.WARNING)
def provider_names_differ(records: "Comparison") -> Iterator[CatalogueProblem]:
    """A provider's domain goes by several names.

    ## What it does
    Reports, at `provider.name`, each name of a domain but the one that most articles have.

    ## Why
    Who looks for a provider by its name finds a part of its articles.

    ## Bad
    In `a.md` and `b.md` the name is `Example`, in `c.md`:
    ```yaml
    provider:
      name: Exmple
      domain: example.org
    ```

    ## Good
    ```yaml
    provider:
      name: Example
      domain: example.org
    ```
    """
    for domain, group in groupby(records.provider_names(), key=lambda row: row[0]):
        (_, usual, count), *rarer = group
        for _, name, _ in rarer:
            message = f"{domain!r} is {usual!r} in {_files(count)}, not {name!r}"
            for record in records.of_provider(domain, name):
                yield CatalogueProblem(record, ("provider", "name"), message)


@catalogue_rule("NC506", Severity.WARNING)
def topic_spellings_differ(records: "Comparison") -> Iterator[CatalogueProblem]:
    """A topic is spelled in several ways.

    ## What it does
    Reports each topic that differs from one of more articles in capitals, punctuation or blanks
    alone. `+` and `#` are letters: `C`, `C++` and `C#` are three topics.

    ## Why
    Who chooses a topic from a list finds a part of its articles.

    ## Bad
    In `a.md` and `b.md` the topic is `Power Apps`, in `c.md`:
    ```yaml
    topics:
      - PowerApps
    ```

    ## Good
    ```yaml
    topics:
      - Power Apps
    ```
    """
    spelled: dict[str, list[tuple[int, str]]] = {}
    for spelling, text in records.spellings():
        folded = normal_title(text.replace("+", "plus").replace("#", "sharp"))
        if folded:
            spelled.setdefault(folded.replace(" ", ""), []).append((spelling, text))
    for several in spelled.values():
        if len(several) > 1:
            yield from _rarer([(text, records.with_spelling(spelling)) for spelling, text in several], records)


def _rarer(spellings: list[tuple[str, list[int]]], records: "Comparison") -> Iterator[CatalogueProblem]:
    spellings.sort(key=lambda one: (-len(one[1]), one[0]))
    (usual, most), *rarer = spellings
    for text, found in rarer:
        for record in found:
            topics = records.fields(record)["topics"]
            message = f"the topic {text!r} is {usual!r} in {_files(len(most))}"
            yield CatalogueProblem(record, ("topics", topics.index(text)), message)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)


@rule("NC507", Severity.WARNING)
def date_unlike_file_name(article: Article) -> Iterator[Problem]:
    """The file's name begins with another date than `publishedDateTime`.

    ## What it does
    Reports, at `publishedDateTime`, a day that is not the one the file's name begins with, neither in
    UTC nor as it is written.

    ## Why
    One of both is wrong, and lists sorted by name and by date differ.

    ## Bad
    In `2022-03-21-one.md`:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```

    ## Good
    In `2022-03-23-one.md`:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    record = article.record
    said = _DATE.match(record.path, record.path.rfind("/") + 1) if record else None
    if record is None or said is None:
        return
    written = record.fields.get("publishedDateTime")
    days = {written.date().isoformat()} if isinstance(written, datetime) else set()
    if said[0] in days or record.published_at is None:
        return
    days.add(record.published_at.date().isoformat())
    if said[0] not in days and _is_date(said[0]):
        message = f"'publishedDateTime' is {min(days)}, the file's name says {said[0]}"
        yield Problem(("publishedDateTime",), message)


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@catalogue_rule("NC508", Severity.INFO, default=False)
def related_not_here(records: "Comparison") -> Iterator[CatalogueProblem]:
    """An article in `related` is not in the catalogue.

    ## What it does
    Reports each `webUrl` in `related` that is no address of any article here. Off unless it is
    selected: `--extend-select NC508`.

    ## Why
    In a catalogue that should be whole, a link leads nowhere. In one that is a part of another, this
    is as it should be.

    ## Bad
    ```yaml
    related:
      - title: Nowhere
        webUrl: "https://example.org/nowhere"
    ```

    ## Good
    ```yaml
    related:
      - title: One of these articles
        webUrl: "https://example.org/one"
    ```
    """
    for record in records.having_related():
        related = records.fields(record)["related"]
        for index, other in enumerate(related):
            url = other.get("webUrl") if isinstance(other, dict) else None
            if isinstance(url, str) and url and not records.has_url(url):
                path = ("related", index, "webUrl")
                yield CatalogueProblem(record, path, f"no article of this catalogue has the address {url}")
