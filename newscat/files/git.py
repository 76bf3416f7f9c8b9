"""Ask git: which files have changed, and what is in a revision."""

import os
import subprocess
from collections.abc import Iterable, Iterator

from newscat.errors import UsageError

# A repository can configure programs that git would run for these settings.
_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false")


def changed(folders: Iterable[str], since: str | None = None) -> frozenset[str]:
    """The real paths of files that differ from HEAD, or from the merge base with `since`, and of untracked files.

    They are those of the repositories that have `folders`. Raises UsageError for a folder outside a repository, an
    unknown revision, and if git is not installed.
    """
    found: set[str] = set()
    for top in dict.fromkeys(map(top_of, folders)):
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
        base = merge_base(top, since, "HEAD", "--changed-since")
    return _names(top, "diff", "--name-only", "--no-ext-diff", "--no-renames", "--diff-filter=d", "-z", base, "--")


def merge_base(top: str, one: str, other: str, option: str) -> str:
    """The last commit that the histories of two revisions have in common. Raises UsageError about the `option`."""
    found = _git(top, "merge-base", resolved(top, one, "commit", option), resolved(top, other, "commit", option))
    if found.returncode:
        raise UsageError(f"{option}: {one!r} and {other} have no commit in common; is this a shallow clone?")
    return os.fsdecode(found.stdout.strip())


def resolved(top: str, revision: str, kind: str, option: str) -> str:
    """The id of the object of this kind, commit or tree, that `revision` names. Raises UsageError."""
    given = _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{{kind}}}")
    if given.returncode:
        raise UsageError(f"{option}: unknown revision {revision!r}")
    return os.fsdecode(given.stdout.strip())


def top_of(folder: str, option: str = "--changed") -> str:
    """The working tree that contains `folder`. Raises UsageError about the `option`."""
    done = _git(folder, "rev-parse", "--show-toplevel", option=option)
    if done.returncode:
        raise UsageError(f"{option}: {folder!r} is not in a git repository")
    return os.fsdecode(done.stdout.removesuffix(b"\n"))


def blobs(top: str, tree: str, path: str = "") -> Iterator[tuple[bytes, str, str]]:
    """Mode, object id and path of the files at or below `path` in a tree, without submodules. Raises UsageError."""
    done = _git(top, "--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", tree, "--", *filter(None, [path]))
    if done.returncode:
        raise UsageError(f"git cannot list {tree}: {done.stderr.decode(errors='replace').strip()}")
    for entry in done.stdout.split(b"\0")[:-1]:
        about, _, name = entry.partition(b"\t")
        mode, kind, id = about.split()
        if kind == b"blob":
            yield mode, id.decode(), os.fsdecode(name)


class Contents:
    """The contents of a repository's objects, from one `git cat-file --batch`. Nothing is fetched from elsewhere."""

    def __init__(self, top: str) -> None:
        command = [*_GIT, "-C", top, "cat-file", "--batch"]
        environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
        self._process = subprocess.Popen(  # noqa: S603  # git, with an id that git printed
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )

    def read(self, id: str, limit: int) -> tuple[bytes, bool]:
        """The first `limit` bytes of an object, and whether there are more. Raises OSError."""
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{id}\n".encode())
        process.stdin.flush()
        head = process.stdout.readline().split()
        if len(head) != 3:
            raise OSError(f"git has no object {id}")
        size = int(head[2])
        data = process.stdout.read(min(size, limit))
        left = size - len(data) + 1  # a newline follows
        while left and (skipped := process.stdout.read(min(left, 1 << 20))):
            left -= len(skipped)
        return data, size > limit

    def close(self) -> None:
        self._process.communicate()


def _names(top: str, *arguments: str) -> list[str]:
    done = _git(top, *arguments)
    if done.returncode:
        reason = done.stderr.decode(errors="replace").strip().splitlines() or ["it ended without a word"]
        raise UsageError(f"--changed: git failed: {reason[0]}")
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def _git(folder: str, *arguments: str, option: str = "--changed") -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run([*_GIT, "-C", folder, *arguments], capture_output=True, check=False)  # noqa: S603
    except OSError as error:
        raise UsageError(f"{option} needs git, which cannot be run: {error.strerror or error}") from None
