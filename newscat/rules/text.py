"""NC404 to NC421: strings that were truncated or typed badly, and the scan for the NC4 family.

Half of all real files have a match here, mostly a truncated excerpt. For the others the scan takes 5 µs, because it
first tests all strings at once.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from newscat.article.finding import Severity
from newscat.article.frontmatter.fences import position, source_start
from newscat.article.record import Record
from newscat.rules.characters import TEXT, Path, everywhere, hidden_character, string_rule
from newscat.rules.engine import Article, Match, rule
from newscat.rules.fixes import Drop, Rewrite, Splice
from newscat.rules.pages import sources
from newscat.rules.wording import quoted, where

_OWN = ("title", "excerpt")
_ONLY_STYLE = {"html-entity", "title-in-capitals"}


@TEXT.scan
def scan(article: Article) -> Iterator[Match]:
    """The matches in title, excerpt, topics and provider name, and in the titles and excerpts of related articles."""
    record = article.record
    if record is None:
        return
    if not article.is_news:
        yield from _on_page(article, record)
        return
    fields = record.fields
    yield from _matches(article, fields, _strings(fields))
    topics = fields.get("topics")
    if type(topics) is list and len(topics) > 1:
        yield from _duplicates("topics", topics)


def _on_page(article: Article, record: Record) -> Iterator[Match]:
    """The same for a page, whose program may print a title as HTML, and whose style is its own."""
    fields, names = record.fields, sources(record.table)
    lists = {name: value for name in names.topics if type(value := fields.get(name)) is list}
    strings = [*_of(fields, (), names.texts)]
    strings += [((name, index), each) for name in lists for index, each in enumerate(lists[name]) if type(each) is str]
    for match in _matches(article, fields, strings):
        severity = Severity.INFO if match.rule in _ONLY_STYLE else None
        fix = match.fix._replace(safe=False) if severity and isinstance(match.fix, Rewrite) else match.fix
        yield match._replace(severity=severity, fix=fix)
    for name, topics in lists.items():
        yield from _duplicates(name, topics)


def _matches(article: Article, fields: Mapping[Any, Any], strings: list[tuple[Path, str]]) -> Iterator[Match]:
    # The backticks keep the ends of each string visible: prose has none next to a space.
    joined = f"`{'`'.join([string for _, string in strings])}`"
    for is_possible, check in () if _is_plain(joined) else everywhere:
        if is_possible(joined):
            for path, string in strings:
                match = check(path, string)
                if match and not (check is hidden_character and _is_raw(match, article)):
                    yield match
    for path, text in _of(fields, (), _OWN):
        if _may_be_truncated(text):
            yield from filter(None, (truncated_text(path, text),))
        if path == ("title",) and text.isupper():
            yield from filter(None, (title_in_capitals(path, text),))


def _is_plain(joined: str) -> bool:
    """Whether no rule for every string matches, as in three of four files."""
    return (
        joined.isascii()
        and joined.isprintable()
        and "&" not in joined
        and not ("  " in joined or " `" in joined or "` " in joined)
    )


def _strings(fields: Mapping[Any, Any]) -> list[tuple[Path, str]]:
    found = _of(fields, (), _OWN)
    provider, topics, related = fields.get("provider"), fields.get("topics"), fields.get("related")
    if type(provider) is dict:
        found += _of(provider, ("provider",), ("name",))
    if type(topics) is list:
        found += [(("topics", index), topic) for index, topic in enumerate(topics) if type(topic) is str]
    if type(related) is list:
        for index, other in enumerate(related):
            if type(other) is dict:
                found += _of(other, ("related", index), _OWN)
    return found


def _of(fields: Mapping[Any, Any], path: Path, names: tuple[str, ...]) -> list[tuple[Path, str]]:
    return [((*path, name), string) for name in names if type(string := fields.get(name)) is str]


def _is_raw(match: Match, article: Article) -> bool:
    """Whether the character is unescaped in the file, so that unprintable-character reports it."""
    return any(match.message.rpartition(" ")[2] in fault.message for fault in article.faults)


@string_rule("NC404", Severity.INFO, lambda joined: "  " in joined)
def double_space(path: Path, string: str) -> Match | None:
    """Two words have more than one space between them.

    ## What it does
    Reports runs of spaces inside a string. A YAML string that spans several lines has no such runs.

    ## Why is this bad?
    Something was probably lost between the words, such as a newline or an `&`.

    ## Example
    ```yaml
    title: "Dynamics 365  Power Platform"
    ```

    Use instead:
    ```yaml
    title: "Dynamics 365 & Power Platform"
    ```

    ## Fix
    Replaces each run with one space. Unsafe, because it does not restore what was lost.
    """
    found = _SPACES.search(string)
    if found is None:
        return None
    fix = Rewrite(path, _SPACES.sub(" ", string), "Replace with one space", False)
    message = f"{where(path)} has {len(found[0])} spaces between two words"
    return Match(path, message, fix=fix, offset=found.start())


_SPACES = re.compile(r"(?<=\S) {2,}(?=\S)")


@string_rule("NC405", Severity.INFO, lambda joined: " `" in joined or "` " in joined or not joined.isprintable())
def surrounding_space(path: Path, string: str) -> Match | None:
    """A string begins or ends with whitespace.

    ## What it does
    Reports leading and trailing whitespace, including no-break spaces. A trailing newline is allowed, because block
    scalars end in one.

    ## Why is this bad?
    Two strings that look the same are not equal, and quotation marks or links around them show the gap.

    ## Example
    ```yaml
    title: "One "
    ```

    Use instead:
    ```yaml
    title: "One"
    ```

    ## Fix
    Trims the string. Unsafe, because a program may compare it with a copy.
    """
    bare = string.strip()
    start = len(string) - len(string.lstrip())
    # A string that is only whitespace is an empty-field.
    if not bare or (not start and string.rstrip("\r\n") == bare):
        return None
    fix = Rewrite(path, bare, "Trim", False)
    message = f"{where(path)} {'begins' if start else 'ends'} with whitespace"
    return Match(path, message, fix=fix, offset=0 if start else len(bare))


@TEXT.rule("NC406", Severity.INFO)
def truncated_text(path: Path, string: str) -> Match | None:
    """An excerpt or a title is truncated.

    ## What it does
    Reports excerpts that end in `...` or `…`, and titles that end in a space and `...` or `…`.

    ## Why is this bad?
    Readers and searches miss the end of the sentence. Only the source has it.

    ## Example
    ```yaml
    excerpt: "Low code is on the rise among reputable company ..."
    ```

    Use instead:
    ```yaml
    excerpt: "Low code is on the rise."
    ```
    """
    found = _ELLIPSIS.search(string)
    # A title may end in dots on purpose; a space before them means that a program truncated it.
    if found is None or (path == ("title",) and not string[: found.start()][-1:].isspace()):
        return None
    ending = quoted(found[0].strip())
    return Match(path, f"{where(path)} is truncated: it ends in {ending}", offset=found.start())


_ENDINGS = ("...", "…", "&hellip;", "&#8230;")
_CLOSERS = "])\"'”’"
_ELLIPSIS = re.compile(rf"(?:{'|'.join(map(re.escape, _ENDINGS))})[{re.escape(_CLOSERS)}]*\s*\Z")


def _may_be_truncated(string: str) -> bool:
    return string.rstrip().rstrip(_CLOSERS).endswith(_ENDINGS)


@TEXT.rule("NC407", Severity.WARNING)
def title_in_capitals(path: Path, string: str) -> Match | None:
    """The title is all uppercase.

    ## What it does
    Reports titles of at least two words and ten letters, none of them lowercase. In pages it is an info.

    ## Why is this bad?
    It stands out from the other titles in a list, and is the hardest to read.

    ## Example
    ```yaml
    title: "HOW TO BUILD AN APP"
    ```

    Use instead:
    ```yaml
    title: "How to build an app"
    ```
    """
    # `NASA` and `IBM AI FAQ` are names.
    if " " not in string.strip() or sum(map(str.isupper, string)) < 10:
        return None
    return Match(path, f"{where(path)} is all uppercase")


@TEXT.rule("NC409", Severity.WARNING)
def duplicate_topic(path: Path, topic: str, is_same: bool) -> Match:
    """A topic occurs twice.

    ## What it does
    Reports each topic that occurs earlier in the same list. The comparison is case-insensitive. In pages, `tags`,
    `categories` and `keywords` are compared too, each with itself.

    ## Why is this bad?
    The article is counted twice, and the topic is shown twice.

    ## Example
    ```yaml
    topics:
      - AI
      - Cloud
      - AI
    ```

    Use instead:
    ```yaml
    topics:
      - AI
      - Cloud
    ```

    ## Fix
    Removes the later one. Unsafe if its spelling differs.
    """
    return Match(path, f"duplicate topic {quoted(topic)}", fix=Drop(path, "Remove the duplicate", is_same))


def _duplicates(name: str, topics: list[Any]) -> Iterator[Match]:
    keys = [topic.strip().casefold() for topic in topics if type(topic) is str]
    if len(set(keys)) == len(keys):
        return
    folded, exact = set[str](), set[str]()
    for index, topic in enumerate(topics):
        if type(topic) is str:
            key = topic.strip().casefold()
            if key in folded:
                yield duplicate_topic((name, index), topic, topic in exact)
            folded.add(key)
            exact.add(topic)


@rule("NC420", Severity.INFO)
def trailing_space(article: Article) -> Iterator[Match]:
    """A line of the front matter has trailing whitespace.

    ## What it does
    Reports spaces and tabs at the end of each line between the fences. It ignores the body, because two trailing spaces
    are a line break in Markdown.

    ## Why is this bad?
    Editors remove them, and then a change shows lines that nobody meant to change.

    ## Example
    `title: One`, and a space after it.

    Use instead:
    ```yaml
    title: One
    ```

    ## Fix
    Removes the whitespace, unless it is part of a string, as in a block scalar.
    """
    front = article.front
    if front is None or not _may_trail(front.source):
        return
    begin, at, line = source_start(article.data), 0, front.line
    for match in _TRAILING.finditer(front.source):  # each relative to the previous one: there may be 200,000
        skipped = front.source[at : match.start()]
        lines, column = position(skipped, len(skipped))
        begin, at, line = begin + len(skipped.encode()), match.start(), line + lines - 1
        fix = Splice(begin, begin + len(match[0]), "", "Remove trailing whitespace")
        yield Match((), "trailing whitespace", fix=fix, place=(line, column))


def _may_trail(source: str) -> bool:
    if " \n" in source:
        return True
    # Two characters take ten times as long to find as one, which most files do not have.
    return ("\t" in source and ("\t\n" in source or "\t\r" in source)) or ("\r" in source and " \r" in source)


_TRAILING = re.compile(r"[ \t]+(?=[\r\n])")


@rule("NC421", Severity.INFO)
def missing_final_newline(article: Article) -> Iterator[Match]:
    """The file does not end with a newline.

    ## What it does
    Reports files whose last byte is not a line ending.

    ## Why is this bad?
    Appended text continues the last line, and line-based tools skip that line or complain.

    ## Example
    A file whose last three bytes are `---`.

    Use instead:
    A file whose last four bytes are `---` and a line feed.

    ## Fix
    Adds a newline in the style of the file.
    """
    data, front = article.data, article.front
    if front is None or not data or data.endswith((b"\n", b"\r")):
        return
    last = data[max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 :].decode(errors="replace").removeprefix("\ufeff")
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") + 1
    fix = Splice(len(data), len(data), "\r\n" if "\r\n" in front.source else "\n", "Add a newline")
    yield Match((), "no newline at end of file", fix=fix, place=(lines, len(last) + 1))
