"""NC4xx: texts that were converted, cut or typed badly."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from newscat.article.finding import Severity
from newscat.article.frontmatter.fences import position
from newscat.rules.blemishes import ENTITY, HIDDEN, MOJIBAKE, SPACES, Blemish, entities
from newscat.rules.engine import Article, Problem, rule
from newscat.rules.fixes import Drop, Rewrite, Splice
from newscat.rules.wording import quoted, where


def _told(article: Article, name: str) -> Sequence[Blemish]:
    return article.blemishes.get(name, ())


def _problem(blemish: Blemish, message: str, cure: Rewrite | Drop | None = None) -> Problem:
    return Problem(blemish.path, f"{where(blemish.path)} {message}", cure=cure, offset=blemish.start)


@rule("NC401", Severity.WARNING, reads="blemishes")
def html_entity(article: Article) -> Iterator[Problem]:
    """A text has an HTML entity in it.

    ## What it does
    Reports entities that HTML knows, such as `&#8217;` and `&amp;`, in `title`, `excerpt`, `topics`,
    `provider.name` and the titles and excerpts of `related`; a finding for each text.

    ## Why
    The fields are text, not HTML: what shows them correctly shows `&#8217;` letter by letter, and a
    search for `we’re` does not find it.

    ## Bad
    ```yaml
    title: "We&#8217;re here"
    ```

    ## Good
    ```yaml
    title: "We’re here"
    ```

    ## Fix
    Each entity becomes its character, once: `&amp;lt;` becomes `&lt;`. Unsafe where that gives
    another entity, a `<` or an invisible character.
    """
    for blemish in _told(article, "html-entity"):
        known = entities(blemish.text)
        more = f", and {len(known) - 1} more" if len(known) > 1 else ""
        yield _problem(blemish, f"has the HTML entity {quoted(blemish.spot)} in it{more}", _decoding(blemish))


def _decoding(blemish: Blemish) -> Rewrite:
    known = {match[0] for match in entities(blemish.text)}
    text = ENTITY.sub(lambda match: unescape(match[0]) if match[0] in known else match[0], blemish.text)
    decoded = "".join(unescape(entity) for entity in known)
    is_safe = not entities(text) and "<" not in decoded and "\ufffd" not in decoded and not HIDDEN.search(decoded)
    return Rewrite(blemish.path, text, "Decode the HTML entities", is_safe)


@rule("NC402", Severity.WARNING, reads="blemishes")
def carriage_return(article: Article) -> Iterator[Problem]:
    """A text has a carriage return in it.

    ## What it does
    Reports `\\r` in the value of a text, where it is written `"\\r"`. Files whose lines end in CR LF
    are fine: those are no part of the values.

    ## Why
    It comes from a form on Windows. It is counted, compared and shown as a character of its own: on a
    terminal it sends the cursor to the start of the line.

    ## Bad
    ```yaml
    excerpt: "One.\\r\\nTwo."
    ```

    ## Good
    ```yaml
    excerpt: "One.\\nTwo."
    ```

    ## Fix
    `\\r\\n` and `\\r` become `\\n`.
    """
    for blemish in _told(article, "carriage-return"):
        text = blemish.text.replace("\r\n", "\n").replace("\r", "\n")
        cure = Rewrite(blemish.path, text, "Take out the carriage returns")
        yield _problem(blemish, "has a carriage return in it", cure)


@rule("NC403", Severity.WARNING, reads="blemishes")
def hidden_character(article: Article) -> Iterator[Problem]:
    """A text has an invisible character in it.

    ## What it does
    Reports control characters, soft hyphens, zero-width spaces, byte-order marks and characters that
    turn the direction of writing, also where they are written as an escape. Not tab and line ends,
    nor what joins letters in Arabic or Hindi.

    ## Why
    Nobody sees it, but a search does not find the word, and some of them make a text read as another.

    ## Bad
    ```yaml
    title: "\\u200bOne"
    ```

    ## Good
    ```yaml
    title: "One"
    ```

    ## Fix
    The characters are taken out: unsafe, for one may stand where another was meant.
    """
    for blemish in _told(article, "hidden-character"):
        if article.front and any(f"U+{ord(blemish.spot):04X}" in fault.message for fault in article.faults):
            continue  # raw in the file: unprintable-character tells of it
        cure = Rewrite(blemish.path, HIDDEN.sub("", blemish.text), "Take out the invisible characters", False)
        yield _problem(blemish, f"has the invisible character U+{ord(blemish.spot):04X} in it", cure)


@rule("NC404", Severity.INFO, reads="blemishes")
def double_space(article: Article) -> Iterator[Problem]:
    """Two words have more than one space between them.

    ## What it does
    Reports runs of spaces within a text. Several lines of YAML that are one text have no such runs.

    ## Why
    Mostly something was lost between the words, such as a line end or an `&`.

    ## Bad
    ```yaml
    title: "Dynamics 365  Power Platform"
    ```

    ## Good
    ```yaml
    title: "Dynamics 365 & Power Platform"
    ```

    ## Fix
    One space is left: unsafe, for what was lost does not come back.
    """
    for blemish in _told(article, "double-space"):
        cure = Rewrite(blemish.path, SPACES.sub(" ", blemish.text), "Leave one space", False)
        yield _problem(blemish, f"has {len(blemish.spot)} spaces between two words", cure)


@rule("NC405", Severity.INFO, reads="blemishes")
def surrounding_space(article: Article) -> Iterator[Problem]:
    """A text begins or ends with a space.

    ## What it does
    Reports white space, also the no-break kind, before or after a text. A line end after it is fine:
    that is how block scalars are written.

    ## Why
    Two texts that look the same are not, and quotes or links around them show the gap.

    ## Bad
    ```yaml
    title: "One "
    ```

    ## Good
    ```yaml
    title: "One"
    ```

    ## Fix
    The white space goes: unsafe, for whatever compares the text with a copy of it.
    """
    for blemish in _told(article, "surrounding-space"):
        end = "begins" if blemish.start == 0 else "ends"
        cure = Rewrite(blemish.path, blemish.text.strip(), "Take out the white space around it", False)
        yield _problem(blemish, f"{end} with white space", cure)


@rule("NC406", Severity.INFO, reads="blemishes")
def truncated_text(article: Article) -> Iterator[Problem]:
    """An excerpt or a title is cut off.

    ## What it does
    Reports excerpts that end in `...` or `…`, and titles where a blank stands before that.

    ## Why
    The end of the sentence is what a reader and a search miss. It can only be had from the source.

    ## Bad
    ```yaml
    excerpt: "Low code is on the rise among reputable company ..."
    ```

    ## Good
    ```yaml
    excerpt: "Low code is on the rise."
    ```
    """
    for blemish in _told(article, "truncated-text"):
        yield _problem(blemish, f"is cut off: it ends in {quoted(blemish.spot.strip())}")


@rule("NC407", Severity.WARNING, reads="blemishes")
def title_in_capitals(article: Article) -> Iterator[Problem]:
    """The title is all in capitals.

    ## What it does
    Reports titles of two words or more, and of ten letters or more, none of them small.

    ## Why
    In a list it shouts down the others, and is the hardest to read.

    ## Bad
    ```yaml
    title: "HOW TO BUILD AN APP"
    ```

    ## Good
    ```yaml
    title: "How to build an app"
    ```
    """
    for blemish in _told(article, "title-in-capitals"):
        yield Problem(blemish.path, f"{where(blemish.path)} is all in capitals")


@rule("NC408", Severity.WARNING, reads="blemishes")
def mojibake(article: Article) -> Iterator[Problem]:
    """A text was read in the wrong encoding.

    ## What it does
    Reports sequences such as `â€™` and `Ã©`: UTF-8 that was taken for Windows-1252. And `�`, which
    stands where a character was lost.

    ## Why
    Nobody can read or find the word.

    ## Bad
    ```yaml
    title: "Donâ€™t panic"
    ```

    ## Good
    ```yaml
    title: "Don’t panic"
    ```

    ## Fix
    The sequence is decoded where that gives a character: unsafe, for it is a guess, though a good
    one. What `�` stood for is gone.
    """
    for blemish in _told(article, "mojibake"):
        text = MOJIBAKE.sub(lambda match: _repaired(match[0]), blemish.text)
        if text == blemish.text:
            yield _problem(blemish, f"has {quoted(blemish.spot)} in it, where a character was lost")
        else:
            meant = quoted(_repaired(blemish.spot))
            cure = Rewrite(blemish.path, text, "Decode the text once more", False)
            yield _problem(blemish, f"has {quoted(blemish.spot)} in it, probably for {meant}", cure)


def _repaired(spot: str) -> str:
    """The characters whose UTF-8 was read as Windows-1252; `spot` itself where it is none."""
    try:
        text = b"".join(_byte(character) for character in spot).decode()
    except UnicodeError:
        return spot
    return spot if "\ufffd" in text or HIDDEN.search(text) else text


def _byte(character: str) -> bytes:
    """Windows-1252 leaves five bytes undefined, which browsers take for Latin-1."""
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")


@rule("NC409", Severity.WARNING, reads="blemishes")
def duplicate_topic(article: Article) -> Iterator[Problem]:
    """A topic is named twice.

    ## What it does
    Reports each topic that stands in the same list before, also in capitals or small letters.

    ## Why
    The article is counted twice, and its topics are shown twice.

    ## Bad
    ```yaml
    topics:
      - AI
      - Cloud
      - AI
    ```

    ## Good
    ```yaml
    topics:
      - AI
      - Cloud
    ```

    ## Fix
    The later one goes: unsafe where it is written differently.
    """
    topics = article.record.fields["topics"] if article.record and article.blemishes.get("duplicate-topic") else []
    for blemish in _told(article, "duplicate-topic"):
        is_same = blemish.text in topics[: blemish.path[-1]]
        cure = Drop(blemish.path, "Take out the later one", is_same)
        yield Problem(blemish.path, f"the topic {quoted(blemish.text)} is named before", cure=cure)


_TRAILING = re.compile(r"[ \t]+(?=[\r\n])")
_BEFORE_SOURCE = re.compile(rb"(?:\xef\xbb\xbf)?(?:(?:---|\+\+\+)[ \t]*(?:\r\n|\n|\r))?")


@rule("NC420", Severity.INFO)
def trailing_space(article: Article) -> Iterator[Problem]:
    """A line of the front matter ends in a space.

    ## What it does
    Reports spaces and tabs at the ends of lines between the fences, a finding for each line. The body
    is not looked at: in Markdown, two spaces there mean a line break.

    ## Why
    Editors take them out, and then a change shows lines that nobody meant to change.

    ## Bad
    `title: One`, and a space after it.

    ## Good
    ```yaml
    title: One
    ```

    ## Fix
    The spaces go, unless they are part of a text, as in a block scalar.
    """
    front = article.front
    if front is None or not any(end in front.source for end in (" \n", "\t\n", " \r", "\t\r")):
        return
    before = _BEFORE_SOURCE.match(article.data)
    begin = before.end() if before else 0
    at, line = 0, front.line
    for match in _TRAILING.finditer(front.source):  # each from the one before: there may be 200,000
        skipped = front.source[at : match.start()]
        lines, column = position(skipped, len(skipped))
        begin, at, line = begin + len(skipped.encode()), match.start(), line + lines - 1
        cure = Splice(begin, begin + len(match[0]), "", "Take out the spaces")
        yield Problem((), "white space at the end of the line", cure=cure, place=(line, column))


@rule("NC421", Severity.INFO)
def missing_final_newline(article: Article) -> Iterator[Problem]:
    """The last line of the file has no end.

    ## What it does
    Reports files whose last byte is no line end.

    ## Why
    What is appended goes into the last line, and tools that work by lines pass over it or complain.

    ## Bad
    A file whose last three bytes are `---`.

    ## Good
    A file whose last four bytes are `---` and a line feed.

    ## Fix
    A line end is added, of the kind that the file has.
    """
    data, front = article.data, article.front
    if front is None or not data or data.endswith((b"\n", b"\r")):
        return
    last = data[max(data.rfind(b"\n"), data.rfind(b"\r")) + 1 :].decode()
    lines = data.count(b"\n") + data.count(b"\r") - data.count(b"\r\n") + 1
    cure = Splice(len(data), len(data), "\r\n" if "\r\n" in front.source else "\n", "Add a line end")
    yield Problem(
        (), "no line end at the end of the file", cure=cure, place=(lines, len(last.removeprefix("\ufeff")) + 1)
    )
