"""`judge("title: 2022")`: what the rules say about an article that is right but for these lines."""

import re
from collections.abc import Callable, Iterable, Sequence

import pytest

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.rules.engine import Article, Rule, check, rules
from newscat.rules.selection import select

# One field a block, nothing to say about any; the ciphertext is 32 bytes.
COMPLETE = """\
category: news
title: One
excerpt: What one has to say.
publishedDateTime: 2022-03-23T20:13:00Z
originalUrl: "https://example.org/one"
webUrl: "https://example.org/one"
type: article
provider:
  name: Example
  domain: example.org
topics:
  - AI
secured: "AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=;Dw4NDAsKCQgHBgUEAwIBAA=="
"""

Judge = Callable[..., list[str]]


@pytest.fixture
def article_text() -> Callable[..., str]:
    """`article_text(lines, without)`: a file that begins with `lines` (line 2) and is complete after them.

    A field that `lines` writes or `without` names is left out of the rest.
    """

    def article_text(lines: str = "", without: Iterable[str] = ()) -> str:
        gone = {*without, *re.findall(r"^(\w+):", lines, re.MULTILINE)}
        rest = [
            block for block in re.split(r"^(?=\w)", COMPLETE, flags=re.MULTILINE) if block.split(":")[0] not in gone
        ]
        return f"---\n{lines}{'' if lines.endswith(chr(10)) or not lines else chr(10)}{''.join(rest)}---\n"

    return article_text


@pytest.fixture
def findings() -> Callable[..., list[Finding]]:
    """`findings(text)`: everything the rules say about the file of this text, also where it cannot be read."""

    def findings(
        text: str | bytes, *, known_fields: Iterable[str] = (), chosen: Sequence[Rule] | None = None
    ) -> list[Finding]:
        data = text.encode() if isinstance(text, str) else text
        try:
            front = parse(data)
        except FrontMatterError as error:
            seen = Article(faults=(error.fault,))
        else:
            assert front is not None
            seen = Article(Record("a.md", front.fields, front.body), front, front.faults, frozenset(known_fields), data)
        return check("a.md", seen, rules() if chosen is None else chosen)

    return findings


@pytest.fixture
def judge(article_text: Callable[..., str], findings: Callable[..., list[Finding]]) -> Judge:
    """`judge(lines, without=…, known_fields=…, families=…)`: the findings as `line:column CODE message`.

    Families: readable, fields and formats, unless others are named.
    """

    def judge(
        lines: str = "",
        *,
        without: Iterable[str] = (),
        known_fields: Iterable[str] = (),
        families: Sequence[str] = ("NC0", "NC1", "NC2"),
    ) -> list[str]:
        told = findings(article_text(lines, without), known_fields=known_fields, chosen=select(families))
        return [f"{each.line}:{each.column} {each.code} {each.message}" for each in told]

    return judge
