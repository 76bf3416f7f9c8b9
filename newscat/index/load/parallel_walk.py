"""Looking at a large catalogue with all processors: other processes walk their share of its folders.

What they bring back is a digest a folder. Walking and lstat take 4 µs a file in one process; where
nothing has changed, that is all there is to do.
"""

import marshal
from collections.abc import Iterator
from hashlib import blake2b

from newscat.files.paths import Folder, Root, Selection
from newscat.files.walk import Share, folders
from newscat.index.load.processes import Process, prepare, processors, receive, send

# Below this, a scout's start (25 ms) costs more than it saves.
WORTHWHILE = 20_000


def digest(folder: Folder) -> bytes:
    """128 bits of a folder's names and signatures.

    marshal's version 2: what later ones write depends on how often a string is referred to.
    """
    return blake2b(marshal.dumps(list(folder.entries), 2), digest_size=16).digest()


class Scouts:
    """One for each other processor. `share` is what is left for this one."""

    def __init__(self, root: Root, selection: Selection) -> None:
        self._scouts: list[Process] = []
        count = processors()
        chosen = (selection.include, selection.exclude, selection.ignore_files)
        try:
            for number in range(1, count):
                self._scouts.append(Process(__name__, scout.__name__))
                self._scouts[-1].send((tuple(root), chosen, number, count))
        except OSError:
            self.end()
        self.share = Share(0, len(self._scouts) + 1)

    def found(self) -> Iterator[tuple[Share, "list[tuple[str, bytes | None]] | None"]]:
        """Each scout's share, and the path and digest of each folder in it (None: it had trouble there), or
        None where the scout has died."""
        for number, each in enumerate(self._scouts, 1):
            share = Share(number, self.share.of)
            try:
                yield share, each.receive()
            except EOFError:
                yield share, None

    def end(self) -> None:
        for each in self._scouts:
            each.end()
        self._scouts = []


def scout() -> None:
    """A scout: walks its share and tells its digests."""
    prepare()
    root, (include, exclude, ignore_files), number, count = receive()
    selection = Selection(tuple(include), tuple(exclude), ignore_files)
    walked = folders([Root(*root)], selection, Share(number, count))
    send([(folder.path, None if folder.troubles else digest(folder)) for folder in walked])
