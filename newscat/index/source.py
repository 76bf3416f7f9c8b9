"""The files of a catalogue."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from newscat.article.frontmatter import FrontMatterError, Limits
from newscat.errors import reason_of
from newscat.files.paths import Folder, Root, Selection, Unreadable, beginning, listed
from newscat.files.walk import Share, folders
from newscat.index.cache.store import CacheKey
from newscat.index.load.checks import Checks


class Source(NamedTuple):
    """The files under `roots` that match `selection` or, with `files`, only those.

    Only an index of folders is cached: named files are read each time.
    """

    roots: Sequence[Root] = ()
    selection: Selection = Selection()
    files: Sequence[str] | None = None

    def key(self, checks: Checks) -> CacheKey | None:
        """The key of the cache; None if the index is not cached."""
        if self.files is not None or not all(root.is_folder for root in self.roots):
            return None
        return CacheKey.of(self.roots, self.selection, checks.limits, self.adapted(checks).table)

    def adapted(self, checks: Checks) -> Checks:
        """The checks for these files: in a Jekyll site, tags are also separated by spaces."""
        folders = {root.real if root.is_folder else os.path.dirname(root.real) for root in self.roots}
        if self.files:
            folders.add(os.path.commonpath([os.path.dirname(os.path.abspath(path)) for path in self.files]))
        is_jekyll = any(map(_is_jekyll, folders))
        return checks._replace(table=replace(checks.table, is_jekyll=is_jekyll))

    def folders(self, share: Share = Share()) -> Iterator[Folder]:
        return folders(self.roots, self.selection, share) if self.files is None else listed(self.files)

    def only_root(self) -> Root | None:
        """The root, if there is only one and it is a folder: several processes can share its walk. Not if links are
        followed: which of them leads to a folder first depends on the whole walk."""
        if self.selection.follow:
            return None
        return self.roots[0] if self.files is None and len(self.roots) == 1 and self.roots[0].is_folder else None

    def numbers(self) -> dict[str, int]:
        """The numbers of the roots in the index, by their printed paths."""
        trees = [root for root in self.roots if root.is_folder]
        return {_base(root.path): number for number, root in enumerate(trees)}

    def articles(self, limits: Limits) -> Iterator[tuple[str, dict[Any, Any] | Unreadable]]:
        """The path of each file with its whole front matter, or with why it has none that can be read. Files without
        front matter are skipped."""
        from newscat.article.frontmatter import parse

        for folder in self.folders():
            yield from ((each.path, each) for each in folder.unreadable)
            for name, _ in folder.entries:
                path = folder.base + name
                try:
                    front = parse(beginning(path, limits.file)[0], limits)
                except FileNotFoundError:
                    continue
                except OSError as error:
                    yield path, Unreadable(path, reason_of(error))
                except FrontMatterError as error:
                    yield path, Unreadable(path, error.fault.message)
                else:
                    if front is not None:
                        yield path, front.fields


def _is_jekyll(folder: str) -> bool:
    """Whether the folder is in a Jekyll site: it, or one above it, has a `_config.yml`."""
    above = os.path.realpath(folder)
    while True:
        if os.path.isfile(os.path.join(above, "_config.yml")):
            return True
        if above == (above := os.path.dirname(above)):
            return False


def _base(path: str) -> str:
    return path if not path or path.endswith("/") else path + "/"
