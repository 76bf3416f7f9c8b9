"""Search for the corrections with which front matter can be read, and prove them by reading."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from newscat.article.frontmatter.faults import Fault, FrontMatterError
from newscat.article.frontmatter.repair.candidates import Candidate
from newscat.article.frontmatter.repair.lines import NO_SPACE, Line

_MOST_FAULTS = 20
# A candidate costs one reading. A file of 2 KB gets 500 of them, in half a second; one mistake needs about 5.
_MOST_READ = 1 << 20

Fields = dict[Any, Any]
Read = Callable[[str], tuple[Fields, tuple[Fault, ...]]]
Candidates = Callable[[Sequence[str], int], Iterator[Candidate]]


class Correction(NamedTuple):
    """The lines after the correction, as many as before; what was done; whether no other reading was found."""

    lines: list[str]
    messages: tuple[str, ...]
    safe: bool
    fields: Fields


class _Reading(NamedTuple):
    """Either `fields`, or the line (from 0) at which reading failed, and whether the syntax was valid."""

    fields: Fields | None
    line: int
    is_valid: bool = True
    faults: int = 0

    def is_behind(self, other: "_Reading") -> bool:
        """Whether it got further than the other one."""
        return (self.is_valid, self.line) > (other.is_valid, other.line)


class Search:
    """One search. `read` reads a source whose first line is line 2, or raises FrontMatterError."""

    def __init__(self, read: Read, candidates: Candidates) -> None:
        self._read_source, self._candidates = read, candidates
        self._left = _MOST_READ

    def correct(self, lines: list[str]) -> Correction | None:
        """The first correction that can be proven; None if there is none."""
        reading = self._read(lines)
        if reading is None or reading.fields is not None:
            return None
        steps = self._solved(lines, lines, reading, _MOST_FAULTS)
        if steps is None:
            return None
        fixed = _changed(lines, *steps)
        end = self._read(fixed)
        if end is None or end.fields is None:
            return None
        safe = all(step.safe for step in steps) and not self._is_ambiguous(lines, steps, end.fields)
        return Correction(fixed, tuple(dict.fromkeys(step.message for step in steps)), safe, end.fields)

    def _read(self, lines: Sequence[str]) -> _Reading | None:
        """None if too much has been read."""
        source = "".join(lines)
        self._left -= len(source) + 200
        if self._left < 0:
            return None
        try:
            fields, faults = self._read_source(source)
        except FrontMatterError as error:
            return _Reading(None, error.fault.line - 2, error.fault.name != "syntax-error")
        return _Reading(fields, len(lines), faults=len(faults))

    def _solved(self, original: list[str], lines: list[str], reading: _Reading, left: int) -> list[Candidate] | None:
        """The steps from `lines`, which cannot be read, to lines that can; each reads at least one line further."""
        for candidate in self._options(lines, reading) if left else ():
            after = _changed(lines, candidate)
            result = self._read(after)
            if result is None:
                return None
            if result.fields is not None:
                if not result.faults and self._is_proven(original, after, result.fields):
                    return [candidate]
            elif result.is_behind(reading):
                rest = self._solved(original, after, result, left - 1)
                if rest is not None:
                    return [candidate, *rest]
        return None

    def _options(self, lines: list[str], reading: _Reading) -> Iterator[Candidate]:
        seen: list[dict[int, str]] = []
        for candidate in self._candidates(lines, max(0, reading.line)):
            self._left -= 10 * len(lines)
            changes = {number: text for number, text in candidate.changes.items() if lines[number] != text}
            if changes and changes not in seen:
                seen.append(changes)
                yield candidate._replace(changes=changes)

    def _is_proven(self, original: list[str], fixed: list[str], fields: Fields) -> bool:
        """Whether every field that begins on a line of its own is there, and those of unchanged lines are unchanged."""
        unchanged = [
            line
            for block in _blocks(fixed)
            if all(original[number] == fixed[number] for number in block)
            for line in (fixed[number] for number in block)
        ]
        names = {str(line.key).strip("\"'") for line in map(Line.of, fixed) if line.is_top}
        names |= {
            match["name"] for match in map(NO_SPACE.match, original) if match and match["before"] == match["name"] + ":"
        }
        if not names <= {str(name) for name in fields}:
            return False
        if not any(Line.of(line).is_top for line in unchanged):
            return True
        reading = self._read(unchanged)
        return reading is not None and reading.fields is not None and _contains(fields, reading.fields)

    def _is_ambiguous(self, lines: list[str], steps: list[Candidate], fields: Fields) -> bool:
        """Whether another candidate in place of one of the steps gives other fields."""
        state = lines
        for index, step in enumerate(steps):
            reading = self._read(state)
            if reading is None:
                return True
            for candidate in self._options(state, reading):
                if candidate.changes == step.changes:
                    continue
                other = _changed(lines, *steps[:index], candidate, *steps[index + 1 :])
                result = self._read(other)
                if result is None:
                    return True
                if result.fields is None or result.faults or repr(result.fields) == repr(fields):
                    continue
                if self._is_proven(lines, other, result.fields):
                    return True
            state = _changed(state, step)
        return False


def _changed(lines: Sequence[str], *candidates: Candidate) -> list[str]:
    changed = list(lines)
    for candidate in candidates:
        for number, text in candidate.changes.items():
            changed[number] = text
    return changed


def _blocks(lines: Sequence[str]) -> list[list[int]]:
    """The numbers of the lines of each field: a line that begins one, and those up to the next."""
    blocks: list[list[int]] = [[]]
    for number, text in enumerate(lines):
        if Line.of(text).is_top:
            blocks.append([])
        blocks[-1].append(number)
    return blocks


def _contains(fields: Any, part: Any) -> bool:
    """Whether `part` is in `fields`, with equal values."""
    if isinstance(fields, dict) and isinstance(part, dict):
        return all(name in fields and _contains(fields[name], value) for name, value in part.items())
    return repr(fields) == repr(part)
