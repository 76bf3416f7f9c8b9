"""From fix requests to fixes: the smallest edits of a file's bytes, proved by reading the result.

A rule makes a `FixRequest`, a plain value. `fix_of` turns it into edits, or into None if the result is not certain.
`apply_fixes` applies fixes until none are left. Everything here is pure: other modules write files.
"""

from bisect import bisect, insort
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from newscat.article.finding import Edit, Finding, Fix, spliced
from newscat.article.frontmatter import FrontMatterError, Limits, parse
from newscat.article.frontmatter.fences import head_end, source_start
from newscat.article.values import same_start

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.article.frontmatter.nodes import Span

Path = tuple[str | int, ...]


class Rewrite(NamedTuple):
    """Set the scalar at `path` in the fields to `text`."""

    path: Path
    text: str
    message: str
    safe: bool = True


class Drop(NamedTuple):
    """Remove the list element, or the key with its value, at `path` in the fields."""

    path: Path
    message: str
    safe: bool = True


class Splice(NamedTuple):
    """Replace the bytes `start` to `end` of the file with `text`; no field changes."""

    start: int
    end: int
    text: str
    message: str
    safe: bool = True


class Rename(NamedTuple):
    """Call the key at the end of `path` in the fields `name`."""

    path: Path
    name: str
    message: str
    safe: bool = True


class Repair(NamedTuple):
    """Correct front matter that cannot be read."""


_Change = Rewrite | Drop | Splice | Rename
FixRequest = _Change | Repair

# Each fix reads the file twice, once to find its edits and once to prove them. The fixes of one file read at most this
# number of bytes: 4 MiB with a finding on each line would take hours. 10 KB still get 1,600 fixes per round.
_MOST_PROOFS = 32 << 20
_ROUNDS = 10


def fix_of(source: bytes, front: "FrontMatter | None", request: FixRequest, limits: Limits = Limits()) -> Fix | None:
    """The edits that do what the request says and nothing else; None if that is not certain.

    `source` is the whole file, `front` its front matter. Without it, only `Repair` is possible, within the `limits`.
    """
    if front is None or isinstance(request, Repair):
        from newscat.article.frontmatter.repair.repair import repair

        return repair(source, limits) if front is None and isinstance(request, Repair) else None
    front.proven += len(source)
    if front.proven > _MOST_PROOFS:
        return None
    try:
        promised = _promise(source, front, request)
    except (AttributeError, LookupError, TypeError):  # there is nothing at this path
        return None
    for edits in _PROPOSALS[type(request)](source, front, request):
        front.proven += len(source)
        if _begins_so(promised, source, edits, front) or _holds(promised, source, spliced(source, edits), front):
            return Fix(request.message, edits, request.safe)
    return None


def applied(source: bytes, fixes: Sequence[Fix]) -> bytes | None:
    """The source with all the fixes; None if two of them touch the same bytes."""
    edits = sorted(edit for one in fixes for edit in one.edits)
    return None if _overlap(edits) else spliced(source, edits)


def _overlap(edits: Sequence[Edit]) -> bool:
    """Whether two of these sorted edits touch the same byte, or insert at the same place."""
    return any(one.end > other.start or one.start == other.start for one, other in pairwise(edits))


def _read(data: bytes, limits: Limits, *, has_body: bool = True) -> "FrontMatter | None":
    try:
        return parse(data, limits, has_body=has_body)
    except FrontMatterError:
        return None


# What the fixed file must contain


class _Promise(NamedTuple):
    """The fixed file must have these fields and one of these bodies. `path`: of the string that is rewritten."""

    fields: dict[Any, Any]
    bodies: tuple[str, ...]
    path: Path = ()


def _promise(source: bytes, front: "FrontMatter", request: _Change) -> _Promise:
    if isinstance(request, Splice):
        begin = len(source) - len(front.body.encode())
        if request.start >= begin:
            edit = Edit(request.start - begin, request.end - begin, request.text)
            return _Promise(front.fields, (front.body, spliced(front.body.encode(), [edit]).decode()))
        fields: Any = front.fields
    elif isinstance(request, Rename):
        fields = _renamed(front.fields, request.path, request.name)
    else:
        fields = _with(front.fields, request.path, request.text if isinstance(request, Rewrite) else _GONE)
    return _Promise(fields, (front.body,), request.path if isinstance(request, Rewrite) else ())


def _begins_so(promised: _Promise, source: bytes, edits: Sequence[Edit], front: "FrontMatter") -> bool:
    """Whether the line of a string in quotes, and what is before it, read as promised. It is a whole field: then so
    does the rest."""
    span, end = front.on_one_line(promised.path), source.find(b"\n", edits[-1].end)
    beginning = spliced(source[:end], edits)
    if span is None or span.style == "plain" or front.faults or len(beginning) > end or beginning == source[:end]:
        return False
    again = _read(beginning + b"\n---\n", front.limits)
    if again is None or again.faults or again.body or [*again.fields][-1:] != [*promised.path]:
        return False
    return repr(again.fields) == repr(dict(islice(promised.fields.items(), len(again.fields))))


def _holds(promised: _Promise, source: bytes, fixed_source: bytes, front: "FrontMatter") -> bool:
    """Whether the fixed file reads as promised, without a new fault."""
    end = head_end(source, front.limits) if len(promised.bodies) == 1 else None
    fixed_end = None if end is None else head_end(fixed_source, front.limits)
    is_same_body = fixed_end is not None and fixed_source[fixed_end:] == source[end:]
    again = _read(fixed_source, front.limits, has_body=not is_same_body)
    return (
        again is not None
        and fixed_source != source
        and not (again.faults and _names(again) - _names(front))
        # `repr` distinguishes 1, 1.0 and True, and equates NaN with NaN.
        and repr(again.fields) == repr(promised.fields)
        and (is_same_body or again.body in promised.bodies)
    )


def _names(front: "FrontMatter") -> Counter[str]:
    return Counter(fault.name for fault in front.faults)


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
        copy[step]  # raises if there is nothing to rewrite
        copy[step] = new
    return copy


def _renamed(value: Any, path: Path, name: str) -> Any:
    """A copy of `value` with another name for the key at the end of `path`."""
    step, *rest = path
    if rest:
        copy = value.copy()
        copy[step] = _renamed(copy[step], tuple(rest), name)
        return copy
    value[step]  # raises if there is nothing to rename
    if name in value:
        raise LookupError
    return {name if key == step else key: each for key, each in value.items()}


# Proposals: the smallest edit first


Proposals = Iterator[tuple[Edit, ...]]


def _splice(source: bytes, front: "FrontMatter", request: Splice) -> Proposals:
    if 0 <= request.start <= request.end <= len(source):
        yield (Edit(request.start, request.end, request.text),)


def _drop(source: bytes, front: "FrontMatter", request: Drop) -> Proposals:
    ranges = front.to_remove(*request.path)
    if ranges:
        yield _in_bytes(source, front, [(*each, "") for each in ranges])


def _rewrite(source: bytes, front: "FrontMatter", request: Rewrite) -> Proposals:
    from newscat.article.frontmatter.scalars import requoted, respelt

    span = front.scalar(*request.path)
    if span is None:
        return
    raw = front.source[span.start : span.end]
    old = _at(front.fields, request.path)
    least = respelt(span.style, raw, old, request.text) if isinstance(old, str) else None
    if least:
        yield _in_bytes(source, front, [(span.start + start, span.start + end, text) for start, end, text in least])
    if span.style in _BLOCKS and "#" in raw.splitlines()[0]:
        return  # the edit would lose the comment after `|`
    for text in requoted(span.style, request.text):
        yield _in_bytes(source, front, [(span.start, span.end, f"{_gap(front.source, span)}{text}")])


def _rename(source: bytes, front: "FrontMatter", request: Rename) -> Proposals:
    span = front.key_span(*request.path)
    if span is None:
        return
    raw = front.source[span.start : span.end]
    quote = raw[:1] if raw[:1] in {"'", '"'} else ""
    yield _in_bytes(source, front, [(span.start, span.end, f"{quote}{request.name}{quote}")])


_BLOCKS = {"literal", "folded"}


def _gap(source: str, span: "Span") -> str:
    """A space, if nothing follows `title:` yet."""
    return " " if span.start == span.end and source[span.start - 1 : span.start] in {":", "-"} else ""


def _at(fields: Any, path: Path) -> Any:
    for step in path:
        fields = fields[step]
    return fields


def _in_bytes(source: bytes, front: "FrontMatter", edits: Sequence[tuple[int, int, str]]) -> tuple[Edit, ...]:
    """Sorted edits of the front matter's source, in code points, as edits of the file, in bytes."""
    offset = source_start(source)
    at = 0
    found = []
    for start, end, text in edits:
        begin = offset + len(front.source[at:start].encode())
        at, offset = end, begin + len(front.source[start:end].encode())
        found.append(Edit(begin, offset, text))
    return tuple(found)


_PROPOSALS: dict[type[_Change], Callable[[bytes, "FrontMatter", Any], Proposals]] = {
    Rewrite: _rewrite,
    Drop: _drop,
    Splice: _splice,
    Rename: _rename,
}


# Rounds


class FixedSource(NamedTuple):
    """`source` is the fixed file, `fixed` the findings that are gone, `remaining` the others, with their places in
    `source`. `note` says why fixes were left out."""

    source: bytes
    fixed: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    note: str | None = None


def apply_fixes(
    source: bytes, check: Callable[[bytes], Sequence[Finding]], limits: Limits = Limits(), *, unsafe: bool = False
) -> FixedSource:
    """Apply the fixes that `check` finds, in rounds, until none are left; `unsafe`: also the unsafe ones.

    If fixes touch each other, the first in the file is applied, and the next one in a later round. If fixes undo each
    other, the file stays unchanged.
    """
    first = findings = tuple(check(source))
    fixed_source, fixed = source, tuple[Finding, ...]()
    seen = {source}
    for _ in range(_ROUNDS):
        wanted = _wanted(findings, unsafe)
        if not wanted:
            return FixedSource(fixed_source, fixed, findings)
        chosen = _agreeing(fixed_source, wanted, limits)
        if not chosen:
            return FixedSource(fixed_source, fixed, findings, "a fix would change more than its own finding")
        fixed_source = spliced(fixed_source, sorted(edit for one in chosen for edit in _edits(one)))
        if fixed_source in seen:
            return FixedSource(source, (), first, "the fixes undo each other")
        seen.add(fixed_source)
        fixed += tuple(chosen)
        findings = tuple(check(fixed_source))
    note = f"there are still fixes after {_ROUNDS} rounds" if _wanted(findings, unsafe) else None
    return FixedSource(fixed_source, fixed, findings, note)


def _wanted(findings: Sequence[Finding], unsafe: bool) -> list[Finding]:
    return [one for one in findings if one.fix is not None and one.fix.edits and (unsafe or one.fix.safe)]


def _edits(finding: Finding) -> tuple[Edit, ...]:
    return finding.fix.edits if finding.fix else ()


def _agreeing(source: bytes, findings: Sequence[Finding], limits: Limits) -> list[Finding]:
    """The findings that can be fixed in one round: their edits do not touch, and each makes the same change next to the
    others as alone.

    From last to first, so that the offsets of earlier edits stay valid.
    """
    before = _read(source, limits)
    if before is None:
        return list(findings[:1])  # the fix of an unreadable file is proven by reading the result
    was = now = _tree(before)
    current = source
    chosen: list[Finding] = []
    for one in reversed(_apart(findings)):
        fixed_source = spliced(current, _edits(one))
        alone, beside = _read(spliced(source, _edits(one)), limits), _read(fixed_source, limits)
        if alone and beside and _change(was, _tree(alone)) == _change(now, _tree(beside)):
            current, now = fixed_source, _tree(beside)
            chosen.append(one)
    return chosen[::-1]


def _apart(findings: Sequence[Finding]) -> list[Finding]:
    """The findings in the order of the file; if edits touch, only the first."""
    taken: list[Edit] = []
    apart = []
    for one in sorted(findings, key=_edits):
        if not any(_touches(taken, edit) for edit in _edits(one)):
            apart.append(one)
            for edit in _edits(one):
                insort(taken, edit)
    return apart


def _touches(taken: Sequence[Edit], edit: Edit) -> bool:
    index = bisect(taken, edit)  # it can only touch its neighbours
    return _overlap([*taken[max(0, index - 1) : index], edit, *taken[index : index + 1]])


def _tree(front: "FrontMatter") -> dict[str, Any]:
    return {"fields": front.fields, "body": front.body}


def _change(old: Any, new: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The changes from `old` to `new`: each a path, then `=` and the new value, or nothing for a removal."""
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
    """The index of the element that is missing in `new`; in a run of equal elements the first."""
    before, after = [repr(one) for one in old], [repr(one) for one in new]
    index = same_start(before, after)
    if before[:index] + before[index + 1 :] != after:
        return None
    while index and before[index - 1] == before[index]:
        index -= 1
    return index
