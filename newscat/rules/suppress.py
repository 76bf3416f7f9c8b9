"""`# newscat: ignore[NC301]` in a file: the findings that it suppresses, and comments that suppress none.

A comment is on the line of the finding, alone on the line before, or before the first field for the whole file. A value
of several lines counts as one line.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.article.frontmatter.comments import END, Comment, comments
from newscat.rules.engine import Rule, register, rules
from newscat.rules.selection import matches, unknown

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter

MARK = "newscat:"
_COMMENT = re.compile(r"#\s*newscat:\s*(.*)", re.DOTALL)
_IGNORE = re.compile(r"ignore\s*\[([^\]]*)\]")


class Checked(NamedTuple):
    """All findings of one file, by place, also of rules that are not selected; and its comments."""

    path: str
    findings: Sequence[Finding]
    ignores: Sequence[Comment] = ()


def ignores(data: bytes, front: "FrontMatter") -> Iterator[Comment]:
    """The newscat comments of a file; their text is what follows `newscat:`."""
    for comment in comments(data, front, MARK):
        found = _COMMENT.fullmatch(comment.text)
        if found is not None:
            yield comment._replace(text=found[1])


_UNUSED = register(
    Rule(
        "NC050",
        "unused-ignore",
        Severity.WARNING,
        None,
        """A comment ignores a rule that has no finding there.

## What it does
Reports `# newscat: ignore[…]` with a rule that has no finding in its scope or does not exist, and newscat comments that
are not valid. A comment at the end of a line applies to that line, on a line of its own to the next line, and before
the first field to the whole file. Rules are given by code, code prefix or name, separated by commas. Catalogue-wide
rules (NC5, NC7) only count as unused if they were selected and folders were checked.

## Why is this bad?
An outdated comment would hide the next finding in that place.

## Example
```yaml
type: article # newscat: ignore[NC201]
```

Use instead:
```yaml
type: article
```

## Fix
Removes a comment if none of its rules is needed. Safe.""",
        scope="catalogue",
    )
)


def unsuppressed(files: Iterable[Checked], ran: Collection[str]) -> Iterator[Finding]:
    """The findings that no comment suppresses and, in their places, findings on unused comments.

    `ran`: the codes of the rules that ran; a comment for another rule does not count as unused.
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
                if number in left and any(matches(selector, one) for selector in _selectors(ignore)):
                    del left[number]
        yield from sorted([*left.values(), *filter(None, unused)], key=lambda one: (one.line, one.column, one.code))


def _selectors(ignore: Comment) -> list[str]:
    found = _IGNORE.match(ignore.text)
    return [part.strip() for part in found[1].split(",") if part.strip()] if found else []


def _unused(path: str, ignore: Comment, here: Sequence[Finding], ran: Collection[str]) -> Finding | None:
    """The finding on the comment, or None; `here` are the findings on its lines."""
    chosen = _selectors(ignore)
    if not chosen:
        return _finding(
            path, ignore, "not a valid newscat comment; write '# newscat: ignore[NC301]', with one or more rules", None
        )
    reasons = {selector: reason for selector in chosen if (reason := _reason(selector, ignore, here, ran))}
    if not reasons:
        return None
    edits = (Edit(ignore.start, ignore.end, ""),)
    fix = Fix("Remove the comment", edits) if len(reasons) == len(set(chosen)) else None
    return _finding(path, ignore, "; ".join(reasons.values()), fix)


def _reason(selector: str, ignore: Comment, here: Sequence[Finding], ran: Collection[str]) -> str | None:
    """Why the selector is not needed, or None."""
    chosen = [one for one in rules() if matches(selector, one)]
    if not chosen:
        return unknown(selector)
    if any(one.code not in ran for one in chosen) or any(matches(selector, one) for one in here):
        return None
    where = "in this file" if ignore.last == END else f"on line {ignore.first}"
    return f"unused ignore: {selector} has no finding {where}"


def _finding(path: str, ignore: Comment, message: str, fix: Fix | None) -> Finding:
    return Finding(path, ignore.line, ignore.column, _UNUSED.code, _UNUSED.name, _UNUSED.severity, message, fix)
