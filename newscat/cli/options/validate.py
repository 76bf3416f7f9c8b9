"""The options of `newscat validate`, and which of them cannot be combined."""

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

from newscat.cli.options import NoPager, Queries, group, option
from newscat.errors import UsageError

_RULES, _FINDINGS, _REPORT, _FIXES = "Rules", "Which findings", "Report", "Fixes"


@group
class RuleOptions(NamedTuple):
    """Which rules are checked."""

    select: Annotated[
        list[str] | None,
        option(_RULES, "Check only these rules: codes, code prefixes or names. Can be repeated.", metavar="RULES"),
    ] = None
    ignore: Annotated[list[str] | None, option(_RULES, "Skip these rules, e.g. NC105,NC2.", metavar="RULES")] = None
    extend_select: Annotated[
        list[str] | None,
        option(_RULES, "Check these rules as well, e.g. ones that are off by default.", metavar="RULES"),
    ] = None
    schema: Annotated[
        str | None,
        option(_RULES, "Validate fields against this JSON Schema instead of the built-in rules.", metavar="FILE"),
    ] = None


@group
class Scope(NamedTuple):
    """Which findings are reported."""

    query: Queries = None
    changed: Annotated[
        bool, option(_FINDINGS, "Check only files that differ from git's HEAD, and untracked files.", "--changed")
    ] = False
    changed_since: Annotated[
        str | None, option(_FINDINGS, "Check only files changed since the branch left REF.", metavar="REF")
    ] = None
    baseline: Annotated[
        str | None, option(_FINDINGS, "Report only findings that are not in this baseline file.", metavar="FILE")
    ] = None
    write_baseline: Annotated[
        str | None, option(_FINDINGS, "Write all findings to a baseline file.", metavar="FILE")
    ] = None
    prune_baseline: Annotated[
        bool, option(_FINDINGS, "Remove fixed findings from the baseline.", "--prune-baseline")
    ] = False
    stdin_filename: Annotated[
        str | None, option(_FINDINGS, "File name to use for an article read from stdin (-).", metavar="PATH")
    ] = None


@group
class ReportOptions(NamedTuple):
    """What is printed, and the exit code."""

    format: Annotated[
        list[str] | None,
        option(
            _REPORT,
            "full, concise, json, ndjson, github, gitlab, junit, sarif, rdjson or markdown; NAME=FILE writes a file. "
            "Can be repeated [default: full on a terminal, else concise].",
            metavar="NAME",
        ),
    ] = None
    fail_on: Annotated[
        Literal["error", "warning", "info"],
        option(
            _REPORT,
            "Exit 1 if there are findings of this severity or worse [default: error].",
            metavar="error|warning|info",
        ),
    ] = "error"
    exit_zero: Annotated[bool, option(_REPORT, "Exit 0 even if there are findings.", "--exit-zero")] = False
    statistics: Annotated[bool, option(_REPORT, "Show counts per rule instead of single findings.", "--statistics")] = (
        False
    )
    show_files: Annotated[bool, option(_REPORT, "List the files that would be checked.", "--show-files")] = False
    watch: Annotated[bool, option(_REPORT, "Re-run whenever a file changes.", "--watch")] = False
    every: Annotated[bool, option(_REPORT, "On a terminal, show all findings, not only the worst 50.", "--all")] = False
    no_pager: NoPager = False


@group
class FixOptions(NamedTuple):
    """What is fixed."""

    fix: Annotated[bool, option(_FIXES, "Apply safe fixes, and report what remains.", "--fix")] = False
    unsafe_fixes: Annotated[
        bool,
        option(
            _FIXES,
            "Include fixes that may change the meaning; applied only with --fix, shown with --diff.",
            "--unsafe-fixes",
        ),
    ] = False
    diff: Annotated[
        bool,
        option(_FIXES, "Show what --fix would change, without writing; exit 1 if there are changes.", "--diff"),
    ] = False
    fix_only: Annotated[
        bool, option(_FIXES, "Apply fixes, and do not report what remains; implies --fix.", "--fix-only")
    ] = False
    exit_non_zero_on_fix: Annotated[bool, option(_FIXES, "Exit 1 if anything was fixed.", "--exit-non-zero-on-fix")] = (
        False
    )

    @property
    def writes(self) -> bool:
        """Whether files are changed; --unsafe-fixes alone only selects which fixes are counted."""
        return self.fix or self.fix_only


_STDIN = "- (stdin)"
_REQUIRED = {"--prune-baseline": "--baseline", "--exit-non-zero-on-fix": "--fix", "--stdin-filename": _STDIN}
_FIXING = ("--fix", "--fix-only", "--diff")
_ANY_FIX = (*_FIXING, "--unsafe-fixes")
_PART = ("--query", "--changed", "--changed-since")
# The first option of a row cannot be combined with the others.
_CONFLICTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (_STDIN, ("other PATHs", *_ANY_FIX, *_PART, "--watch", "--show-files", "--write-baseline", "--prune-baseline")),
    ("--write-baseline", ("--baseline", *_PART, *_ANY_FIX, "--statistics", "--format", "--watch")),
    ("--prune-baseline", _PART),
    ("--changed", ("--changed-since",)),
    ("--diff", ("--fix", "--fix-only", "--format", "--statistics", "--exit-non-zero-on-fix")),
    ("--fix-only", ("--format", "--statistics")),
    ("--statistics", ("--format",)),
    ("--exit-non-zero-on-fix", ("--exit-zero",)),
    ("--show-files", (*_ANY_FIX, "--statistics", "--format", "--write-baseline", "--watch")),
    ("--watch", (*_FIXING, "--prune-baseline")),
)


def refuse_conflicts(paths: Sequence[str], scope: Scope, report: ReportOptions, fixes: FixOptions) -> None:
    """Raises UsageError for options that cannot be combined, or lack one that they require."""
    values = scope._asdict() | report._asdict() | fixes._asdict()
    given = {f"--{name.replace('_', '-')}" for name, value in values.items() if value not in (None, False)}
    if "-" in paths:
        given |= {_STDIN, "other PATHs"} if len(paths) > 1 else {_STDIN}
    for one, other in ((one, other) for one, others in _CONFLICTS for other in others):
        if {one, other} <= given:
            raise UsageError(f"{one} cannot be combined with {other}")
    if fixes.fix_only:
        given.add("--fix")
    for one, required in _REQUIRED.items():
        if one in given and required not in given:
            raise UsageError(f"{one} requires {required}")
