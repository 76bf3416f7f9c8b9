"""NC5xx: articles compared with each other, and with their file names.

The scan of a catalogue-wide rule takes a `Comparison` of all articles. It runs when findings are requested, and the
index does not keep the result, because it depends on every file. Of several equal articles, the first by path has no
finding.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.dates import written
from newscat.article.finding import Severity
from newscat.article.text import normal_title
from newscat.rules.engine import Article, Match, Rule, rule
from newscat.rules.pages import sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscat.index.cross_article import Comparison, Duplicate
    from newscat.rules.fixes import FixRequest

# A message names at most this many other files.
_NAMED = 3


class CatalogueMatch(NamedTuple):
    """What a scan found at the value at `path` in the fields of the article with this number in the index."""

    record: int
    path: tuple[str | int, ...]
    message: str
    severity: Severity | None = None
    """None: the rule's."""
    at_key: bool = False
    fix: "FixRequest | None" = None
    old: str | None = None
    """The string that is at `path`, if the fix replaces it."""


def catalogue_scans(rules: Iterable[Rule]) -> "list[tuple[Rule, Callable[[Comparison], Iterable[CatalogueMatch]]]]":
    """The catalogue-wide rules among these, each with its scan."""
    return [(one, one.scan) for one in rules if one.scope == "catalogue" and one.scan is not None]


@rule("NC501", Severity.WARNING, scope="catalogue")
def duplicate_url(records: "Comparison") -> Iterator[CatalogueMatch]:
    """Another article has the same `originalUrl`.

    ## What it does
    Reports, at `originalUrl`, each file with exactly the same URL as an earlier file (by path); in pages as an info, at
    `canonical_url`, `link` or `url`. Files that are named on the command line are compared only with each other.

    ## Why is this bad?
    A duplicate article is listed, counted and recommended twice.

    ## Example
    In `a.md` and in `b.md`:
    ```yaml
    originalUrl: "https://example.org/one"
    ```

    Use instead:
    In `b.md`:
    ```yaml
    originalUrl: "https://example.org/two"
    ```
    """
    return _of_urls(_repeated(records.same_url(), "originalUrl", "same URL"), records)


@rule("NC502", Severity.WARNING, scope="catalogue")
def duplicate_canonical_url(records: "Comparison") -> Iterator[CatalogueMatch]:
    """Another article has an `originalUrl` that leads to the same page.

    ## What it does
    Reports, at `originalUrl`, each file whose URL differs from that of an earlier file (by path) only in `http` or
    `https`, `www.`, the case of the host, a default port, a trailing slash, the fragment, the order of parameters, or
    tracking parameters such as `utm_source`; in pages it is an info. `duplicate-url` reports URLs that are
    exactly the same.

    ## Why is this bad?
    It is nearly always the same article, collected twice in different ways.

    ## Example
    In `a.md`:
    ```yaml
    originalUrl: "https://example.org/one"
    ```
    In `b.md`:
    ```yaml
    originalUrl: "http://www.example.org/one/?utm_source=feed"
    ```

    Use instead:
    In `b.md`:
    ```yaml
    originalUrl: "https://example.org/two"
    ```
    """
    return _of_urls(_repeated(records.same_canonical_url(), "originalUrl", "same page"), records)


@rule("NC503", Severity.INFO, scope="catalogue")
def duplicate_title(records: "Comparison") -> Iterator[CatalogueMatch]:
    """Another article has the same title.

    ## What it does
    Reports, at `title`, each file whose title has the same words as that of an earlier file (by path), regardless of
    case, punctuation, whitespace and HTML entities. If the URLs are also the same, `duplicate-url` or
    `duplicate-canonical-url` reports the article.

    ## Why is this bad?
    It may be one article from two sources. It may also be a series with one title, so this is only an info.

    ## Example
    In `a.md`:
    ```yaml
    title: "AI & You"
    ```
    In `b.md`:
    ```yaml
    title: "AI &amp; you"
    ```

    Use instead:
    In `b.md`:
    ```yaml
    title: "AI & you, part two"
    ```
    """
    return _repeated(records.same_title(), "title", "same title")


@rule("NC504", Severity.WARNING, scope="catalogue")
def duplicate_id(records: "Comparison") -> Iterator[CatalogueMatch]:
    """Another article has the same `id`.

    ## What it does
    Reports, at `id`, each file with the same `id` as an earlier file (by path): a warning for a news article, an info
    for a page. Articles without the field have the id of their path, which is unique.

    ## Why is this bad?
    An id that several articles share identifies none of them: newscat uses their paths instead.

    ## Example
    In `a.md` and in `b.md`:
    ```yaml
    id: one
    ```

    Use instead:
    In `b.md`:
    ```yaml
    id: two
    ```
    """
    return _milder_in_pages(_repeated(records.same_id(), "id", "same id"), records)


def _repeated(duplicates: "Iterator[Duplicate]", field: str, what: str) -> Iterator[CatalogueMatch]:
    """A match for each article with earlier ones in its group, except the ones that a stricter rule reports."""
    for _, group in groupby(duplicates, key=lambda one: one.key):
        counts: Counter[object] = Counter()
        firsts: list[tuple[object, str]] = []
        for count, one in enumerate(group):
            tier = one.record if one.stricter is None else ("stricter", one.stricter)
            others = [path for key, path in firsts if key != tier][:_NAMED]
            if others:
                yield CatalogueMatch(one.record, (field,), f"{what} as {_listed(others, count - counts[tier])}")
            counts[tier] += 1
            # Three of each of four tiers include the first three that differ from any given tier.
            if counts[tier] <= _NAMED and len(counts) <= _NAMED + 1:
                firsts.append((tier, one.path))


def _milder_in_pages(matches: Iterable[CatalogueMatch], records: "Comparison") -> Iterator[CatalogueMatch]:
    """Infos in pages: their programs need neither unique ids and addresses nor one spelling of a topic."""
    for match in matches:
        yield match._replace(severity=Severity.INFO) if records.is_page(match.record) else match


def _of_urls(matches: Iterable[CatalogueMatch], records: "Comparison") -> Iterator[CatalogueMatch]:
    """The matches at the field that the URL is read from."""
    for match in _milder_in_pages(matches, records):
        yield match if match.severity is None else match._replace(path=records.place(match.record, "url"))


def _listed(paths: Sequence[str], count: int) -> str:
    """`a.md, b.md, c.md and 4 more`."""
    more = f" and {count - len(paths):,} more" if count > len(paths) else ""
    return ", ".join(paths) + more


@rule("NC505", Severity.WARNING, scope="catalogue")
def provider_names_differ(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A provider's domain has several names.

    ## What it does
    Reports, at `provider.name`, each name of a domain except the one that most articles have.

    ## Why is this bad?
    Anyone filtering by provider name misses some of its articles.

    ## Example
    In `a.md` and `b.md` the name is `Example`, in `c.md`:
    ```yaml
    provider:
      name: Exmple
      domain: example.org
    ```

    Use instead:
    ```yaml
    provider:
      name: Example
      domain: example.org
    ```
    """
    for domain, group in groupby(records.provider_names(), key=lambda row: row[0]):
        (_, usual, count), *rarer = group
        for _, name, _ in rarer:
            message = f"{domain!r} has the name {usual!r} in {_files(count)}, not {name!r}"
            for record in records.of_provider(domain, name):
                yield CatalogueMatch(record, ("provider", "name"), message)


@rule("NC506", Severity.WARNING, scope="catalogue")
def topic_spellings_differ(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A topic has several spellings.

    ## What it does
    Reports each topic that differs from a more common one only in case, punctuation or spaces; in pages as an info. `+`
    and `#` count as letters: `C`, `C++` and `C#` are three topics.

    ## Why is this bad?
    Anyone filtering by topic misses some of its articles.

    ## Example
    In `a.md` and `b.md` the topic is `Power Apps`, in `c.md`:
    ```yaml
    topics:
      - PowerApps
    ```

    Use instead:
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
            rarer = _rarer([(text, records.with_spelling(spelling)) for spelling, text in several], records)
            yield from _milder_in_pages(rarer, records)


def _rarer(spellings: list[tuple[str, list[int]]], records: "Comparison") -> Iterator[CatalogueMatch]:
    spellings.sort(key=lambda one: (-len(one[1]), one[0]))
    (usual, most), *rarer = spellings
    for text, found in rarer:
        for record in found:
            message = f"the topic {text!r} is spelled {usual!r} in {_files(len(most))}"
            yield CatalogueMatch(record, records.topic_place(record, text), message)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


_DATE = re.compile(r"\d{4}-\d\d-\d\d(?!\d)", re.ASCII)


@rule("NC507", Severity.WARNING)
def date_unlike_file_name(article: Article) -> Iterator[Match]:
    """The date in the file name is not that of the article.

    ## What it does
    Reports, at `publishedDateTime`, a date other than the one at the start of the file name. The day is the one in the
    time zone of the timestamp, as it is written. In pages, the date is `date`, `pubDate`, `publishDate` or another name
    for the date of publication, and the finding is an info: the author may have published the page again.

    ## Why is this bad?
    One of the two is wrong, and lists sorted by name and by date differ.

    ## Example
    In `2022-03-21-one.md`:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```

    Use instead:
    In `2022-03-23-one.md`:
    ```yaml
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    record = article.record
    name = _DATE.match(record.path, record.path.rfind("/") + 1) if record else None
    if record is None or name is None:
        return
    for field in sources(record.table).published:
        if field in record.fields:
            break
    else:
        return
    day = _day(record.fields[field])
    if day is not None and day.isoformat() != name[0] and _day(name[0]) is not None:
        message = f"{field!r} is {day.isoformat()}, but the file name has {name[0]}"
        yield Match((field,), message, severity=None if article.is_news else Severity.INFO)


def _day(value: object) -> date | None:
    """The day of a date or a timestamp in its own time zone; None if it is neither."""
    value = written(value) if isinstance(value, str) else value
    return value.date() if isinstance(value, datetime) else value if isinstance(value, date) else None


@rule("NC106", Severity.WARNING, scope="catalogue")
def not_a_news_article(records: "Comparison") -> Iterator[CatalogueMatch]:
    """A file is not a news article, but nearly all others are.

    ## What it does
    Reports, at the first field, each file that has none of the fields of a news article (`publishedDateTime`,
    `originalUrl`, `webUrl`, `ampWebUrl`, `secured`, and `provider` as a mapping), if at least four in five of the
    catalogue's articles, and at least four, have one. Files whose kind is configured do not count.

    ## Why is this bad?
    The file is judged as a page, so that its missing fields are not reported. Probably it was damaged. If the file is
    right, set `kind = "page"` for it; if all of these files should be news articles, set `kind = "news"`.

    ## Example
    ```yaml
    title: One
    ```

    Use instead:
    ```yaml
    title: One
    publishedDateTime: 2022-03-23T20:13:00Z
    ```
    """
    news, pages = records.kinds()
    if news >= max(_FEWEST_NEWS, _NEWS_PER_PAGE * pages):
        for record in records.pages():
            yield CatalogueMatch(record, (), f"not a news article like the other {news:,}")


# Four in five.
_FEWEST_NEWS = _NEWS_PER_PAGE = 4


@rule("NC508", Severity.INFO, default=False, scope="catalogue")
def related_not_here(records: "Comparison") -> Iterator[CatalogueMatch]:
    """An article in `related` is not in the catalogue.

    ## What it does
    Reports each `webUrl` in `related` that is not the URL of any article in the catalogue. Off unless selected:
    `--extend-select NC508`.

    ## Why is this bad?
    In a catalogue that should be complete, the link leads nowhere. In a part of a larger catalogue, it is expected.

    ## Example
    ```yaml
    related:
      - title: Nowhere
        webUrl: "https://example.org/nowhere"
    ```

    Use instead:
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
                yield CatalogueMatch(record, path, f"no article in the catalogue has the URL {url}")
