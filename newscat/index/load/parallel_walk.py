"""Walk a large catalogue with all processors: other processes each walk a share of its folders.

They return a digest per folder. Walking and lstat take 4 µs per file in one process, and are all the work if nothing
has changed.
"""

import marshal
from collections.abc import Iterator
from hashlib import blake2b

from newscat.files.paths import Folder, Root, Selection
from newscat.files.walk import Share, folders
from newscat.index.load.processes import Process, prepare, processors, receive, send

# For fewer files, starting a process (25 ms) costs more than it saves.
WORTHWHILE = 20_000


def digest(folder: Folder) -> bytes:
    """128 bits of a folder's names and signatures.

    It uses version 2 of marshal: the output of later versions depends on reference counts.
    """
    return blake2b(marshal.dumps(list(folder.entries), 2), digest_size=16).digest()


class ParallelWalk:
    """A walk by one process per processor. `share` is the share of this process."""

    def __init__(self, root: Root, selection: Selection) -> None:
        self._processes: list[Process] = []
        count = processors()
        chosen = (selection.include, selection.exclude, selection.ignore_files)
        try:
            for number in range(1, count):
                self._processes.append(Process(__name__, walk_share.__name__))
                self._processes[-1].send((tuple(root), chosen, number, count))
        except OSError:
            self.end()
        self.share = Share(0, len(self._processes) + 1)

    def found(self) -> Iterator[tuple[Share, "list[tuple[str, bytes | None]] | None"]]:
        """The share of each process, with the path and digest of each folder in it (None for a folder with
        unreadable files or links). None instead of the folders if the process has died."""
        for number, each in enumerate(self._processes, 1):
            share = Share(number, self.share.of)
            try:
                yield share, each.receive()
            except EOFError:
                yield share, None

    def end(self) -> None:
        for each in self._processes:
            each.end()
        self._processes = []


def walk_share() -> None:
    """The main function of a process: walk its share and send the digests."""
    prepare()
    root, (include, exclude, ignore_files), number, count = receive()
    selection = Selection(tuple(include), tuple(exclude), ignore_files)
    walked = folders([Root(*root)], selection, Share(number, count))
    send([(folder.path, None if folder.unreadable or folder.links else digest(folder)) for folder in walked])
