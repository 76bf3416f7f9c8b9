"""The options of `newscat validate`, by what they are about."""

from typing import Annotated, Literal, NamedTuple

from newscat.cli.options import Queries, group, option
from newscat.errors import UsageError

_RULES, _WHICH, _OUTCOME, _FIXES = "Which rules", "Which findings", "Outcome", "Fixes"


@group
class Choice(NamedTuple):
    """Which rules hold."""

    select: Annotated[
        list[str] | None, option(_RULES, "These rules only: codes, how they begin, or names.", metavar="RULES")
    ] = None
    ignore: Annotated[list[str] | None, option(_RULES, "Not these rules, such as NC105,NC2.", metavar="RULES")] = None
    extend_select: Annotated[
        list[str] | None, option(_RULES, "These rules too, such as those that are off by default.", metavar="RULES")
    ] = None
    schema: Annotated[
        str | None, option(_RULES, "A JSON Schema for the fields, in place of our rules on them.", metavar="FILE")
    ] = None


@group
class Part(NamedTuple):
    """Of which files, and since when."""

    query: Queries = None
    changed: Annotated[
        bool, option(_WHICH, "Only in files that git says differ from HEAD, and untracked ones.", "--changed")
    ] = False
    changed_since: Annotated[
        str | None, option(_WHICH, "Only in files changed since the branch left REF.", metavar="REF")
    ] = None
    baseline: Annotated[
        str | None, option(_WHICH, "Only what is not in this file of findings to live with.", metavar="FILE")
    ] = None
    write_baseline: Annotated[str | None, option(_WHICH, "Write all findings to such a file.", metavar="FILE")] = None
    prune_baseline: Annotated[
        bool, option(_WHICH, "Take out of the baseline what has been mended.", "--prune-baseline")
    ] = False
    stdin_filename: Annotated[
        str | None, option(_WHICH, "What to call the article that is read from stdin for -.", metavar="PATH")
    ] = None


@group
class Outcome(NamedTuple):
    """What is printed, and how the run ends."""

    format: Annotated[
        list[str] | None,
        option(
            _OUTCOME,
            "full, concise, json, ndjson, github, gitlab, junit, sarif, rdjson or markdown; "
            "NAME=FILE writes a file; repeated: several. None given: full on a terminal, else concise.",
            metavar="NAME",
        ),
    ] = None
    fail_on: Annotated[
        Literal["error", "warning", "info"],
        option(_OUTCOME, "Exit 1 for findings as bad as this; none given: error.", metavar="error|warning|info"),
    ] = "error"
    exit_zero: Annotated[bool, option(_OUTCOME, "Exit 0 whatever is found.", "--exit-zero")] = False
    statistics: Annotated[bool, option(_OUTCOME, "How often each rule, not where.", "--statistics")] = False
    show_files: Annotated[bool, option(_OUTCOME, "The files that would be checked.", "--show-files")] = False
    watch: Annotated[bool, option(_OUTCOME, "Again whenever a file changes, until ^C.", "--watch")] = False


@group
class Mending(NamedTuple):
    """What is fixed."""

    fix: Annotated[bool, option(_FIXES, "Fix what can be fixed safely, and report what is left.", "--fix")] = False
    unsafe_fixes: Annotated[
        bool,
        option(
            _FIXES,
            "Include fixes that may change the meaning; applied only with --fix, shown with --diff.",
            "--unsafe-fixes",
        ),
    ] = False
    diff: Annotated[
        bool, option(_FIXES, "Write nothing: show what --fix would change; exit 1 if anything.", "--diff")
    ] = False
    fix_only: Annotated[
        bool, option(_FIXES, "Apply fixes and do not report what is left; implies --fix.", "--fix-only")
    ] = False
    exit_non_zero_on_fix: Annotated[bool, option(_FIXES, "Exit 1 if anything was fixed.", "--exit-non-zero-on-fix")] = (
        False
    )

    @property
    def fixes(self) -> bool:
        """Whether files are written. --unsafe-fixes alone writes nothing: it only says which fixes --fix applies."""
        return self.fix or self.fix_only


# Of each row the first does not go together with any of the others, or the second tells why.
_APART: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("--write-baseline", ("--baseline",), "write the whole baseline, or hold on to the old one"),
    (
        "--write-baseline",
        ("--query", "--changed", "--changed-since"),
        "a baseline of a part would call the rest new",
    ),
    (
        "--prune-baseline",
        ("--query", "--changed", "--changed-since"),
        "what was not looked at cannot be told from what was mended",
    ),
    ("--changed", ("--changed-since",), "since HEAD, or since REF"),
    ("--diff", ("--fix", "--fix-only"), "show what would change, or change it"),
    ("--diff", ("--format", "--statistics", "--exit-non-zero-on-fix"), "it prints changes, no report"),
    ("--fix-only", ("--format", "--statistics"), "there is no report"),
    ("--statistics", ("--format",), "it is a table of its own"),
    ("--exit-non-zero-on-fix", ("--exit-zero",), "exit 0, or 1"),
    (
        "--show-files",
        ("--fix", "--unsafe-fixes", "--fix-only", "--diff", "--statistics", "--format", "--write-baseline", "--watch"),
        "it lists files and checks nothing",
    ),
    (
        "--write-baseline",
        ("--fix", "--unsafe-fixes", "--fix-only", "--diff", "--statistics", "--format", "--watch"),
        "it takes all that is found now",
    ),
    ("--watch", ("--fix", "--fix-only", "--diff", "--prune-baseline"), "it only looks"),
)
_ALONE = ("--fix", "--unsafe-fixes", "--fix-only", "--diff", "--watch", "--query", "--changed", "--changed-since")


def refuse_pairs(paths: list[str] | None, part: Part, outcome: Outcome, mending: Mending) -> None:
    """Raises UsageError for options that do not go together, with the reason."""
    said = part._asdict() | outcome._asdict() | mending._asdict()
    given = {f"--{name.replace('_', '-')}" for name, value in said.items() if value not in (None, False)}
    for one, others, reason in _APART:
        for other in others:
            if {one, other} <= given:
                raise UsageError(f"{one} and {other} do not go together: {reason}")
    if part.prune_baseline and part.baseline is None:
        raise UsageError("--prune-baseline needs --baseline FILE")
    if mending.exit_non_zero_on_fix and not mending.fixes:
        raise UsageError("--exit-non-zero-on-fix needs --fix")
    if paths and "-" in paths:
        _refuse_beside_stdin(paths, given)
    elif part.stdin_filename is not None:
        raise UsageError("--stdin-filename needs the PATH -, which is stdin")


def _refuse_beside_stdin(paths: list[str], given: set[str]) -> None:
    if len(paths) > 1:
        raise UsageError("- is stdin: it does not go together with other PATHs")
    for other in (*_ALONE, "--show-files", "--write-baseline", "--prune-baseline"):
        if other in given:
            raise UsageError(f"- is stdin: it does not go together with {other}")
