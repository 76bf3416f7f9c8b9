"""Find the files that have changed according to git."""

import os
import subprocess
from collections.abc import Iterable

from newscat.errors import UsageError

# A repository can configure programs that git would run for these settings.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


def changed(folders: Iterable[str], since: str | None = None) -> frozenset[str]:
    """The real paths of files that differ from HEAD, or from the merge base with `since`, and of untracked files.

    They are those of the repositories that have `folders`. Raises UsageError for a folder outside a repository, an
    unknown revision, and if git is not installed.
    """
    found: set[str] = set()
    for top in dict.fromkeys(map(_top, folders)):
        names = {*_differing(top, since), *_names(top, "ls-files", "--others", "--exclude-standard", "-z")}
        found.update(real(os.path.join(top, name)) for name in names)
    return frozenset(found)


def real(path: str) -> str:
    """A path as returned by `changed`: the real folder and the file's name, even if it is a link."""
    folder, name = os.path.split(path)
    return os.path.join(os.path.realpath(folder), name)


def setting(folder: str, name: str) -> str | None:
    """A path in git's configuration; None if it is not set or git cannot be run."""
    try:
        done = _git(folder, "config", "--type=path", "--get", name)
    except UsageError:
        return None
    return None if done.returncode else os.fsdecode(done.stdout.removesuffix(b"\n"))


def tracked(top: str) -> list[bytes]:
    """The files that the repository tracks; none if git cannot be run."""
    try:
        return _git(top, "ls-files", "-z").stdout.split(b"\0")[:-1]
    except UsageError:
        return []


def _differing(top: str, since: str | None) -> list[str]:
    if since is None:
        if _git(top, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
            return _names(top, "ls-files", "-z")  # no commit yet: every file is new
        base = "HEAD"
    else:
        base = _base(top, since)
    return _names(top, "diff", "--name-only", "--no-ext-diff", "--no-renames", "--diff-filter=d", "-z", base, "--")


def _base(top: str, since: str) -> str:
    """The merge base of `since` and HEAD."""
    given = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    if given.returncode:
        raise UsageError(f"--changed-since: git knows no revision {since!r}")
    commit = os.fsdecode(given.stdout.strip())
    found = _git(top, "merge-base", commit, "HEAD")
    if found.returncode:
        raise UsageError(f"--changed-since: {since!r} and HEAD have no commit in common; is the clone a shallow one?")
    return os.fsdecode(found.stdout.strip())


def _top(folder: str) -> str:
    done = _git(folder, "rev-parse", "--show-toplevel")
    if done.returncode:
        raise UsageError(f"--changed: {folder!r} is not in a git repository")
    return os.fsdecode(done.stdout.removesuffix(b"\n"))


def _names(top: str, *arguments: str) -> list[str]:
    done = _git(top, *arguments)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["it ended without a word"]
        raise UsageError(f"--changed: git failed: {reason[0]}")
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _git(folder: str, *arguments: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run([*_GIT, "-C", folder, *arguments], capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise UsageError(f"--changed needs git, which cannot be run: {error.strerror or error}") from None
