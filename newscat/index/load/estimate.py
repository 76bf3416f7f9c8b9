"""Estimate how many files a refresh will read, for the progress bar."""

import os
from collections.abc import Iterator, Sequence

from newscat.files.gitignore import Includes
from newscat.files.paths import Root, Selection
from newscat.index.cache.cache_dir import count_unchecked
from newscat.index.cache.store import Cache


def expected(roots: Sequence[Root], selection: Selection, cache_file: str | None, *, rules: bool) -> Iterator[int]:
    """Estimates, each better than the one before; none if the number is unknown.

    Without an index every file is read, so the files are counted, one folder per step to spread the cost. With an
    index, the number of changed files is unknown before the comparison; but if `rules` are needed, the files that no
    rule has checked are read.
    """
    unchecked = count_unchecked(Cache(cache_file)) if cache_file else None
    if unchecked is None:
        yield from counted(roots, selection)
    elif unchecked and rules:
        yield unchecked


def counted(roots: Sequence[Root], selection: Selection) -> Iterator[int]:
    """The number of files so far, folder by folder.

    Only names are read, because `stat` takes two thirds of the time. So ignored files are counted, too.
    """
    includes = Includes([pattern for pattern in selection.include if not pattern.startswith("!")])
    suffixes = ("",) if includes.beyond_suffixes else includes.suffixes
    total = sum(not root.is_folder for root in roots)
    waiting = [root.real for root in roots if root.is_folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    name = entry.name
                    if name[0] == ".":
                        continue
                    if not entry.is_dir(follow_symlinks=False):
                        total += name.lower().endswith(suffixes)
                    elif name != "node_modules":
                        waiting.append(entry.path)
        except OSError:
            pass  # the walk reports it
        yield total
