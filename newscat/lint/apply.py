"""Applying fixes to files."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding
from newscat.errors import reason_of
from newscat.files.write import opened, write
from newscat.rules.fixes import apply_fixes

if TYPE_CHECKING:
    from newscat.article.frontmatter import Limits

Check = Callable[[str, bytes], Sequence[Finding]]


class FixResult(NamedTuple):
    """What fixing did to one file. `new` equals `old` if nothing was fixed; `note` says why, or warns."""

    path: str
    old: bytes
    new: bytes
    fixed: tuple[Finding, ...]
    remaining: tuple[Finding, ...]
    note: str | None = None


class FixSummary(NamedTuple):
    """What fixing did to all files. `notes` are pairs of a path and a warning; `failed` files could not be fixed."""

    findings: int = 0
    files: int = 0
    failed: int = 0
    notes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, results: Iterable[FixResult]) -> "FixSummary":
        counts, notes = Counter[str](), []
        for one in results:
            counts.update(findings=len(one.fixed), files=bool(one.fixed))
            if one.note is not None:
                counts["failed"] += not one.fixed
                notes.append((one.path, one.note))
        return cls(counts["findings"], counts["files"], counts["failed"], tuple(notes))


def fix_files(
    paths: Iterable[str],
    check: Check,
    inside: Sequence[str],
    limits: "Limits",
    *,
    unsafe: bool = False,
    dry_run: bool = False,
) -> Iterator[FixResult]:
    """Apply the fixes that `check` finds in a file's bytes, file by file; `dry_run` writes nothing.

    `inside` is as in `files.write.write`. A file that no longer exists is skipped.
    """
    for path in paths:
        try:
            data, signature = opened(path)
        except FileNotFoundError:
            continue
        except OSError as error:
            yield FixResult(path, b"", b"", (), (), reason_of(error))
            continue
        end = apply_fixes(data, partial(check, path), limits, unsafe=unsafe)
        note = end.note
        if end.source != data and not dry_run:
            try:
                note = write(path, signature, end.source, inside) or note
            except OSError as error:
                yield FixResult(path, data, data, (), tuple(check(path, data)), reason_of(error))
                continue
        yield FixResult(path, data, end.source, end.fixed, end.remaining, note)
