"""`newscat validate --fix`: which files are mended, what is shown of it, and the sentence about it."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from newscat.article.finding import Finding
from newscat.files import write as edit
from newscat.output import messages
from newscat.output.diff import diff
from newscat.output.messages import number, plural
from newscat.output.reports.paths import relative

if TYPE_CHECKING:
    from newscat.index.reader import CatalogueReader

Check = Callable[[str, bytes], Sequence[Finding]]


class Fixed(NamedTuple):
    """How many findings were fixed, in how many files; in the files that could not be written, none."""

    findings: int = 0
    files: int = 0
    failed: int = 0

    def sentence(self, remaining: int, unsafe: int) -> str:
        """`Fixed 12 findings in 5 files; 3 remain (2 more with --unsafe-fixes)`."""
        more = f" ({number(unsafe)} more with --unsafe-fixes)" if unsafe else ""
        return f"{self.done()}; {number(remaining)} remain{'s' if remaining == 1 else ''}{more}"

    def done(self, verb: str = "Fixed") -> str:
        if not self.findings:
            return f"{verb} nothing"
        return f"{verb} {plural(self.findings, 'finding')} in {plural(self.files, 'file')}"


def fixable(findings: Iterable[Finding], *, unsafe: bool) -> list[str]:
    """The files with something to fix, in the order of the findings."""
    return list(dict.fromkeys(one.path for one in findings if one.fix and (unsafe or one.fix.safe)))


def mend(catalogue: "CatalogueReader", paths: Sequence[str], check: Check, *, unsafe: bool) -> Fixed:
    """Write the files anew; on stderr, what there is to say of one."""
    return _counted(edit.fixed(paths, check, catalogue.inside, catalogue.limits, unsafe=unsafe))


def show(catalogue: "CatalogueReader", paths: Sequence[str], check: Check, *, unsafe: bool) -> Fixed:
    """Write nothing; on stdout, what `mend` would change, with paths from the working directory."""
    return _counted(_shown(edit.fixed(paths, check, catalogue.inside, catalogue.limits, unsafe=unsafe, dry=True)))


def _shown(mended: Iterable[edit.Mended]) -> Iterator[edit.Mended]:
    for one in mended:
        if one.fixed:
            sys.stdout.write(diff(relative(one.path, None), one.old, one.new))
        yield one


def _counted(mended: Iterable[edit.Mended]) -> Fixed:
    findings = files = failed = 0
    for one in mended:
        if one.words is not None:
            sys.stderr.write(messages.trouble(one.path, one.words) + "\n")
        failed += one.words is not None and not one.fixed
        findings += len(one.fixed)
        files += bool(one.fixed)
    return Fixed(findings, files, failed)
