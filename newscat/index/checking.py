"""What was found in each file: its own findings, as the index keeps them, and those of catalogue-wide rules."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.files.paths import beginning
from newscat.index.load.parse import Checks, finding, parsed, unreadable
from newscat.rules.across import catalogue_scans
from newscat.rules.suppress import Checked, Ignore

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.index.index import Index, Standing
    from newscat.rules.engine import Rule


class _Wide(NamedTuple):
    """What a catalogue-wide rule says about a file."""

    place: "Standing"
    rule: "Rule"
    path: tuple[str | int, ...]
    message: str


def checked(index: "Index", rules: Iterable["Rule"], limits: Limits) -> Iterator[Checked]:
    """The files with findings or with comments for newscat, by folder and name, whatever the rules are; of those
    that go by all files, only what `rules` say."""
    kept = index.found()
    wide = groupby(_wide(index, rules), key=lambda one: one.place)
    own, others = next(kept, None), next(wide, None)
    while own is not None or others is not None:
        if others is None or (own is not None and own[0] < others[0]):
            assert own is not None
            yield _checked(index, own[0], own[1])
            own = next(kept, None)
        elif own is None or others[0] < own[0]:
            yield _checked(index, others[0], (), list(others[1]), limits)
            others = next(wide, None)
        else:
            yield _checked(index, own[0], own[1], list(others[1]), limits)
            own, others = next(kept, None), next(wide, None)


def checked_bytes(path: str, data: bytes, checks: Checks) -> Checked:
    """What there is to say of a file with these bytes, other files apart."""
    found = parsed(path, data, checks, named=True)
    return Checked(path, [finding(path, one) for one in found.findings], tuple(map(Ignore._make, found.ignores)))


def _wide(index: "Index", rules: Iterable["Rule"]) -> list[_Wide]:
    """In the order of the files."""
    comparison = index.comparison()
    problems = [(rule, *problem) for rule, scan in catalogue_scans(rules) for problem in scan(comparison)]
    places = index.places(record for _, record, _, _ in problems)
    found = [_Wide(places[record], rule, path, message) for rule, record, path, message in problems]
    found.sort(key=lambda one: (one.place, one.rule.code))
    return found


def _checked(
    index: "Index",
    place: "Standing",
    rows: Iterable[tuple[Any, ...]],
    wide: Sequence[_Wide] = (),
    limits: Limits = Limits(),
) -> Checked:
    path = index.path(*place) or "."
    findings: list[Finding] = []
    ignores: tuple[Ignore, ...] = ()
    for id, *found in rows:
        if found[0] is not None:
            findings.append(finding(path, (*found,)))
        elif id is None:  # a file or folder that could not be looked at
            findings += [finding(path, one) for one in unreadable(path, found[5])]
        else:
            ignores = tuple(map(Ignore._make, index.ignores(id)))
    if wide:
        front = _front(path, limits)
        findings += [_at(front, path, one) for one in wide]
        findings.sort(key=lambda one: (one.line, one.column, one.code))
    return Checked(path, findings, ignores)


def _at(front: "FrontMatter | None", path: str, wide: _Wide) -> Finding:
    rule = wide.rule
    line, column = front.place_in(wide.path) if front else (1, 1)
    return Finding(path, line, column, rule.code, rule.name, rule.severity, wide.message)


def _front(path: str, limits: Limits) -> "FrontMatter | None":
    """The front matter as it is now: what has changed since it was compared has its finding all the same."""
    try:
        return parse(beginning(path, limits.file)[0], limits)
    except (OSError, FrontMatterError):
        return None
