"""`# newscat: ignore[NC301]` in a file: which findings it takes away, and which such comment takes away none.

On the line of the finding, alone on the line before it, or before the first field for the whole file.
A value of several lines counts as one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.errors import suggestion
from newscat.rules.engine import Article, Problem, means, rule, rules, selectors

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter

MARK = "newscat:"
_COMMENT = re.compile(r"#\s*newscat:\s*(.*)", re.DOTALL)
_IGNORE = re.compile(r"ignore\s*\[([^\]]*)\]")
# After every line: the whole file is meant.
_END = 2**31


class Ignore(NamedTuple):
    """A comment at `line` and `column` that takes away findings on the lines `first` to `last`.

    Without the bytes `start` to `end` the file has no such comment. `text` is what follows `newscat:`.
    """

    line: int
    column: int
    first: int
    last: int
    start: int
    end: int
    text: str


class Checked(NamedTuple):
    """What was found in one file, whatever is asked for, by place; and what its comments say of that."""

    path: str
    findings: Sequence[Finding]
    ignores: Sequence[Ignore] = ()


def ignores(data: bytes, front: "FrontMatter") -> Iterator[Ignore]:
    """The comments of a file that are meant for newscat."""
    from newscat.article.frontmatter.comments import comments

    for comment in comments(data, front, MARK):
        said = _COMMENT.fullmatch(comment.text)
        if said is not None:
            first, last = (1, _END) if comment.heads else (comment.first, comment.last)
            yield Ignore(comment.line, comment.column, first, last, comment.start, comment.end, said[1])


@rule("NC050", Severity.WARNING, reads="catalogue")
def unused_ignore(article: Article) -> Iterator[Problem]:
    """A comment that ignores a rule, where there is nothing to ignore.

    ## What it does
    Reports `# newscat: ignore[…]` with a rule that finds nothing in the place that is meant, with a
    rule that does not exist, and comments for newscat that say something else. A comment means its
    own line; where it stands alone, the next line; before the first field, the whole file. Rules are
    given by code, by the beginning of codes or by name, several with commas. What is looked for in
    the whole catalogue (NC5) only counts as unused where folders are checked, and these rules are.

    ## Why
    A comment that outlived its reason would hide the next fault in that place.

    ## Bad
    ```yaml
    type: article # newscat: ignore[NC201]
    ```

    ## Good
    ```yaml
    type: article
    ```

    ## Fix
    Removes the comment where nothing in it is of use. Safe.
    """
    return iter(())


def unsuppressed(files: Iterable[Checked], ran: Collection[str]) -> Iterator[Finding]:
    """The findings that no comment takes away and, in their places, the comments that took none.

    `ran`: the codes of the rules that were run; of others a comment cannot be found unused.
    """
    for file in files:
        if not file.ignores:
            yield from file.findings
            continue
        left = dict(enumerate(file.findings))
        lines = [one.line for one in file.findings]
        unused = []
        for ignore in file.ignores:
            first, last = bisect_left(lines, ignore.first), bisect_right(lines, ignore.last)
            here = file.findings[first:last]
            unused.append(_unused(file.path, ignore, here, ran))
            for number, one in enumerate(here, first):
                if number in left and any(means(selector, one) for selector in _selectors(ignore)):
                    del left[number]
        yield from sorted([*left.values(), *filter(None, unused)], key=lambda one: (one.line, one.column, one.code))


def _selectors(ignore: Ignore) -> list[str]:
    said = _IGNORE.match(ignore.text)
    return [part.strip() for part in said[1].split(",") if part.strip()] if said else []


def _unused(path: str, ignore: Ignore, here: Sequence[Finding], ran: Collection[str]) -> Finding | None:
    """What is wrong with the comment, if anything is; `here` are the findings on its lines."""
    chosen = _selectors(ignore)
    if not chosen:
        return _finding(path, ignore, "write it as '# newscat: ignore[NC301]', with one rule or several", None)
    reasons = {selector: reason for selector in chosen if (reason := _reason(selector, ignore, here, ran))}
    if not reasons:
        return None
    edits = (Edit(ignore.start, ignore.end, ""),)
    fix = Fix("Remove the comment", edits) if len(reasons) == len(set(chosen)) else None
    return _finding(path, ignore, "; ".join(reasons.values()), fix)


def _reason(selector: str, ignore: Ignore, here: Sequence[Finding], ran: Collection[str]) -> str | None:
    """Why the selector is of no use, or None where it is, or may be."""
    meant = [one for one in rules() if means(selector, one)]
    if not meant:
        return f"no rule {selector!r}{suggestion(selector, selectors())}"
    if any(one.code not in ran for one in meant) or any(means(selector, one) for one in here):
        return None
    where = "in this file" if ignore.last == _END else f"on line {ignore.first}"
    return f"{selector} finds nothing {where} to ignore"


def _finding(path: str, ignore: Ignore, message: str, fix: Fix | None) -> Finding:
    name = unused_ignore.__name__.replace("_", "-")
    return Finding(path, ignore.line, ignore.column, "NC050", name, Severity.WARNING, message, fix)
