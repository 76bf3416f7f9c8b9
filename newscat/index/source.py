"""What a catalogue is made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newscat.article.frontmatter import Limits
from newscat.files.paths import Folder, Root, Selection, listed
from newscat.files.walk import Share, folders
from newscat.index.cache.store import CacheKey


@dataclass(frozen=True, slots=True)
class Source:
    """The files under `roots` that `selection` means or, with `files`, just those.

    Only folders are cached: a file that was named is read each time.
    """

    roots: Sequence[Root] = ()
    selection: Selection = Selection()
    files: Sequence[str] | None = None

    def key(self, limits: Limits) -> CacheKey | None:
        """Under which the index is kept."""
        cached = self.files is None and all(root.is_folder for root in self.roots)
        return CacheKey.of(self.roots, self.selection, limits) if cached else None

    def folders(self, share: Share = Share()) -> Iterator[Folder]:
        return folders(self.roots, self.selection, share) if self.files is None else listed(self.files)

    def only_root(self) -> Root | None:
        """The root, where there is one alone and it is a folder: a walk of it can be shared."""
        return self.roots[0] if self.files is None and len(self.roots) == 1 and self.roots[0].is_folder else None

    def numbers(self) -> dict[str, int]:
        """The roots' numbers in the index, by how their paths are printed."""
        trees = [root for root in self.roots if root.is_folder]
        return {_base(root.path): number for number, root in enumerate(trees)}


def _base(path: str) -> str:
    return path if not path or path.endswith("/") else path + "/"
