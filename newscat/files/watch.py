"""Watch the folders of a catalogue with watchfiles, an optional package."""

import os
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from newscat.errors import NewscatError, missing_extra
from newscat.files.paths import Root
from newscat.files.repository import Repository

if TYPE_CHECKING:
    from watchfiles import Change

# How often the roots themselves are checked (ms): a root that appears again is not reported.
_POLL = 500


def moments(roots: Sequence[Root], apart: str | None = None) -> Iterator[list[str]]:
    """Yield when to refresh: at the start, and whenever something may have changed.

    Each value is the list of missing roots, as they are printed; while there are any, nothing is watched. Changes in
    the folder `apart` are ignored (the cache folder, because a refresh writes to it). Never ends. Raises UsageError if
    watchfiles is not installed, NewscatError if it cannot watch.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise missing_extra("watching", "watch") from None
    gone: list[str] = []
    while True:
        here = _state(roots)
        missing = [root.path or root.real for root in roots if root.real not in here]
        if missing:
            if missing != gone:
                yield missing
            gone = missing
            time.sleep(_POLL / 1000)
            continue
        gone = []
        filter = _Filter([root.real for root in roots], apart)
        options: dict[str, Any] = {"rust_timeout": _POLL, "yield_on_timeout": True, "ignore_permission_denied": True}
        try:
            due = True
            for changes in watch(*(root.real for root in roots), watch_filter=filter, **options):
                # A root that was deleted and made again may have the same inode; then its deletion is reported.
                if filter.root_was_touched or _state(roots) != here:
                    break
                if due or changes:
                    yield []
                due = False
        except FileNotFoundError:
            continue  # deleted just before it could be watched
        except (OSError, RuntimeError) as error:
            raise NewscatError(f"cannot watch {', '.join(root.path or '.' for root in roots)}: {error}") from None


class _Filter:
    """Ignore changes in hidden folders, in node_modules and in the cache."""

    def __init__(self, roots: list[str], apart: str | None) -> None:
        self._roots = roots
        self._apart = os.path.join(os.path.realpath(apart), "") if apart else None
        self.root_was_touched = False

    def __call__(self, change: "Change", path: str) -> bool:
        if path in self._roots:
            self.root_was_touched = self.root_was_touched or change.name == "deleted"
            return True
        if self._apart is not None and path.startswith(self._apart):
            return False
        return any(self._is_below(root, path) for root in self._roots)

    def _is_below(self, root: str, path: str) -> bool:
        above = os.path.join(root, "")
        if not path.startswith(above):
            return False
        *folders, name = path[len(above) :].split("/")
        is_skipped = any(part.startswith(".") or part == "node_modules" for part in folders)
        return not is_skipped and (name == ".gitignore" or not name.startswith("."))


def _state(roots: Sequence[Root]) -> dict[str, object]:
    """The inode of each root, and the signatures of the rules above it; missing roots are left out."""
    state: dict[str, object] = {}
    for root in roots:
        try:
            status = os.stat(root.real)
        except OSError:
            continue
        state[root.real] = (status.st_dev, status.st_ino, *_rules_above(root.real))
    return state


def _rules_above(real: str) -> Iterator[object]:
    """Rules above a root, and those of a repository, change which files are selected, but are not below it."""
    repository = Repository.around(real)
    files = repository.exclude_files() if repository else []
    while real != (real := os.path.dirname(real)):
        files.append(os.path.join(real, ".gitignore"))
    for file in files:
        try:
            status = os.stat(file)
        except OSError:
            continue
        yield file, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
