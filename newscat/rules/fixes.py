"""Cures to fixes: what a file should say instead, as the least edits of its bytes, proven by reading the result.

A rule gives a cure, a plain value; `fix` makes edits of it, or none where it is not sure; `settled` applies
fixes until nothing is left to mend. Everything here is pure: `catalogue.edit` writes files.
"""

from bisect import bisect, insort
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.finding import Edit, Finding, Fix
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.article.frontmatter.fences import source_start

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.article.frontmatter.nodes import Span

Path = tuple[str | int, ...]


class Rewrite(NamedTuple):
    """The scalar at `path` in the fields should have the value `text`."""

    path: Path
    text: str
    message: str
    safe: bool = True


class Drop(NamedTuple):
    """The list element, or the key and its value, at `path` in the fields should go."""

    path: Path
    message: str
    safe: bool = True


class Splice(NamedTuple):
    """The bytes `start` to `end` of the file should be `text`; no field changes by it."""

    start: int
    end: int
    text: str
    message: str
    safe: bool = True


Cure = Rewrite | Drop | Splice

# Each fix reads the file twice, once to find its edits and once to prove them. All fixes of one file read no more
# than this (bytes), so that 4 MiB with a finding on each line do not take hours; 10 KB get 1,600 fixes a round.
_MOST_PROOFS = 32 << 20
_ROUNDS = 10


def fix(source: bytes, front: "FrontMatter", cure: Cure) -> Fix | None:
    """The edits that do what the cure says and nothing else; None where that is not sure.

    `source` is the whole file, `front` what was read from it.
    """
    front.proven += len(source)
    if front.proven > _MOST_PROOFS:
        return None
    try:
        promised = _promised(source, front, cure)
    except (AttributeError, LookupError, TypeError):  # the path leads nowhere
        return None
    faults = Counter(fault.name for fault in front.faults)
    for edits in _PROPOSALS[type(cure)](source, front, cure):
        front.proven += len(source)
        mended = _spliced(source, edits)
        if mended == source:
            continue
        again = _read(mended, front.limits)
        if again is None or Counter(fault.name for fault in again.faults) - faults:
            continue
        if repr(again.fields) == promised.fields and again.body in promised.bodies:
            return Fix(cure.message, edits, cure.safe)
    return None


def applied(source: bytes, fixes: Sequence[Fix]) -> bytes | None:
    """The bytes with all the fixes; None where two of them touch the same place."""
    edits = sorted(edit for one in fixes for edit in one.edits)
    return None if _overlap(edits) else _spliced(source, edits)


def _spliced(source: bytes, edits: Sequence[Edit]) -> bytes:
    """`edits` in the file's order, none upon another."""
    parts = []
    at = 0
    for start, end, text in edits:
        parts += [source[at:start], text.encode()]
        at = end
    return b"".join([*parts, source[at:]])


def _overlap(edits: Sequence[Edit]) -> bool:
    """Whether of these edits, in order, two touch a byte, or the same gap between two."""
    return any(one.end > other.start or one.start == other.start for one, other in pairwise(edits))


def _read(data: bytes, limits: Limits) -> "FrontMatter | None":
    try:
        return parse(data, limits)
    except FrontMatterError:
        return None


# What a cure promises


class _Promise(NamedTuple):
    """What the file must give once it is mended: the fields as `repr`, which tells 1, 1.0 and True apart and
    takes NaN for NaN, and any of the bodies."""

    fields: str
    bodies: tuple[str, ...]


def _promised(source: bytes, front: "FrontMatter", cure: Cure) -> _Promise:
    if isinstance(cure, Splice):
        begin = len(source) - len(front.body.encode())
        bodies = [front.body]
        if cure.start >= begin:
            edit = Edit(cure.start - begin, cure.end - begin, cure.text)
            bodies.append(_spliced(front.body.encode(), [edit]).decode())
        return _Promise(repr(front.fields), tuple(bodies))
    new = cure.text if isinstance(cure, Rewrite) else _GONE
    return _Promise(repr(_with(front.fields, cure.path, new)), (front.body,))


_GONE = object()


def _with(value: Any, path: Path, new: Any) -> Any:
    """A copy of `value` with `new` at `path`, or without what is there."""
    step, *rest = path
    copy = value.copy()
    if rest:
        copy[step] = _with(copy[step], tuple(rest), new)
    elif new is _GONE:
        del copy[step]
    else:
        copy[step]  # there must be something to rewrite
        copy[step] = new
    return copy


# Proposals: the least edit first


Proposals = Iterator[tuple[Edit, ...]]


def _splice(source: bytes, front: "FrontMatter", cure: Splice) -> Proposals:
    if 0 <= cure.start <= cure.end <= len(source):
        yield (Edit(cure.start, cure.end, cure.text),)


def _drop(source: bytes, front: "FrontMatter", cure: Drop) -> Proposals:
    cuts = front.to_remove(*cure.path)
    if cuts:
        yield _in_bytes(source, front, [(*cut, "") for cut in cuts])


def _rewrite(source: bytes, front: "FrontMatter", cure: Rewrite) -> Proposals:
    from newscat.article.frontmatter.scalars import requoted, respelt

    spot = front.scalar(*cure.path)
    if spot is None:
        return
    raw = front.source[spot.start : spot.end]
    old = _at(front.fields, cure.path)
    least = respelt(spot.style, raw, old, cure.text) if isinstance(old, str) else None
    if least:
        yield _in_bytes(source, front, [(spot.start + start, spot.start + end, text) for start, end, text in least])
    if spot.style in _BLOCKS and "#" in raw.splitlines()[0]:
        return  # the comment after `|` would be lost
    for text in requoted(spot.style, cure.text):
        yield _in_bytes(source, front, [(spot.start, spot.end, f"{_gap(front.source, spot)}{text}")])


_BLOCKS = {"literal", "folded"}


def _gap(source: str, spot: "Span") -> str:
    """A blank, where nothing is written yet after `title:`."""
    return " " if spot.start == spot.end and source[spot.start - 1 : spot.start] in {":", "-"} else ""


def _at(fields: Any, path: Path) -> Any:
    for step in path:
        fields = fields[step]
    return fields


def _in_bytes(source: bytes, front: "FrontMatter", edits: Sequence[tuple[int, int, str]]) -> tuple[Edit, ...]:
    """Edits of the front matter's source by code points, in order, as edits of the file by bytes."""
    offset = source_start(source, front.format)
    at = 0
    told = []
    for start, end, text in edits:
        offset += len(front.source[at:start].encode())
        length = len(front.source[start:end].encode())
        told.append(Edit(offset, offset + length, text))
        offset += length
        at = end
    return tuple(told)


_PROPOSALS: dict[type[Cure], Callable[[bytes, "FrontMatter", Any], Proposals]] = {
    Rewrite: _rewrite,
    Drop: _drop,
    Splice: _splice,
}


# Rounds


class Settled(NamedTuple):
    """`source` is what the file should be; `fixed` are the findings that are mended in it, those still there
    `remaining`, with the places they have in the new text. `trouble` says why fixes were given up."""

    source: bytes
    fixed: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    trouble: str | None = None


def settled(
    source: bytes, check: Callable[[bytes], Sequence[Finding]], limits: Limits = Limits(), *, unsafe: bool = False
) -> Settled:
    """Apply the fixes that `check` finds, round by round, until none is left; `unsafe` ones only if asked for.

    Of fixes that touch each other the first in the file is applied, the next one a round later. Where fixes
    undo each other the file stays as it is.
    """
    first = findings = tuple(check(source))
    mended, fixed = source, tuple[Finding, ...]()
    seen = {source}
    for _ in range(_ROUNDS):
        wanted = _wanted(findings, unsafe)
        if not wanted:
            return Settled(mended, fixed, findings)
        chosen = _agreeing(mended, wanted, limits)
        if not chosen:
            return Settled(mended, fixed, findings, "a fix would change more than it says")
        mended = _spliced(mended, sorted(edit for one in chosen for edit in _edits(one)))
        if mended in seen:
            return Settled(source, (), first, "the fixes undo each other")
        seen.add(mended)
        fixed += tuple(chosen)
        findings = tuple(check(mended))
    trouble = f"after {_ROUNDS} rounds there is still something to fix" if _wanted(findings, unsafe) else None
    return Settled(mended, fixed, findings, trouble)


def _wanted(findings: Sequence[Finding], unsafe: bool) -> list[Finding]:
    return [one for one in findings if one.fix is not None and one.fix.edits and (unsafe or one.fix.safe)]


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


def _agreeing(source: bytes, findings: Sequence[Finding], limits: Limits) -> list[Finding]:
    """Those that can be fixed at once: their edits lie apart, and each changes the same beside the others as alone.

    From the last to the first, so that the places of those before stay true.
    """
    before = _read(source, limits)
    if before is None:
        return []
    was = now = _tree(before)
    current = source
    chosen: list[Finding] = []
    for one in reversed(_apart(findings)):
        mended = _spliced(current, _edits(one))
        alone, beside = _read(_spliced(source, _edits(one)), limits), _read(mended, limits)
        if alone and beside and _change(was, _tree(alone)) == _change(now, _tree(beside)):
            current, now = mended, _tree(beside)
            chosen.append(one)
    return chosen[::-1]


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """In the file's order; of those whose edits touch, the first."""
    taken: list[Edit] = []
    apart = []
    for one in sorted(findings, key=_edits):
        if not any(_overlap(_around(taken, edit)) for edit in _edits(one)):
            apart.append(one)
            for edit in _edits(one):
                insort(taken, edit)
    return apart


def _around(taken: Sequence[Edit], edit: Edit) -> list[Edit]:
    """The edit between its neighbours, which are all that it can touch."""
    index = bisect(taken, edit)
    return [*taken[max(0, index - 1) : index], edit, *taken[index : index + 1]]


def _tree(front: "FrontMatter") -> dict[str, Any]:
    return {"fields": front.fields, "body": front.body}


def _change(old: Any, new: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """What makes `old` to `new`: paths with the new value, or without one where something went."""
    if type(old) is dict and type(new) is dict and [key for key in old if key in new] == list(new):
        return [
            each
            for key in old
            for each in (_change(old[key], new[key], (*path, key)) if key in new else [(*path, key)])
        ]
    if type(old) is list and type(new) is list:
        if len(old) == len(new):
            return [
                each
                for index, (one, other) in enumerate(zip(old, new, strict=True))
                for each in _change(one, other, (*path, index))
            ]
        gone = _gone(old, new)
        if gone is not None:
            return [(*path, gone)]
    return [] if repr(old) == repr(new) else [(*path, "=", repr(new))]


def _gone(old: list[Any], new: list[Any]) -> int | None:
    """The element that `new` lacks: of a run of equal ones the first, for which of them it was nobody can tell."""
    told, told_new = [repr(one) for one in old], [repr(one) for one in new]
    index = next((i for i, (one, other) in enumerate(zip(told, told_new, strict=False)) if one != other), len(new))
    if told[:index] + told[index + 1 :] != told_new:
        return None
    while index and told[index - 1] == told[index]:
        index -= 1
    return index
