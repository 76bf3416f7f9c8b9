"""A git repository without git: where its ignore files are, and which files it tracks.

Tracked files are not ignored (gitignore(5)). git itself is asked only for what it alone knows: includes in its
configuration, and an index of another version than 2 and 3.
"""

import os
import struct
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from newscat.files.paths import read

_FILE_LIMIT = 1 << 20


class Repository(NamedTuple):
    """`top` is the working tree. `git` is the folder with its index, and `common` is the one with the configuration:
    they differ in a linked working tree (gitrepository-layout(5))."""

    top: str
    git: str
    common: str

    @classmethod
    def at(cls, folder: str) -> "Repository | None":
        """The repository whose working tree is `folder`, a real path."""
        git = os.path.join(folder, ".git")
        if not os.path.lexists(git):
            return None
        if not os.path.isdir(git):  # a linked working tree, a submodule
            git = os.path.join(folder, _line(git).removeprefix("gitdir: "))
        return cls(folder, git, os.path.join(git, _line(os.path.join(git, "commondir"))))

    @classmethod
    def around(cls, folder: str) -> "Repository | None":
        """The repository that contains `folder`, a real path."""
        while (found := cls.at(folder)) is None:
            if folder == (folder := os.path.dirname(folder)):
                return None
        return found

    def exclude_files(self) -> list[str]:
        """The ignore files that are not in the working tree, weakest first; they need not exist."""
        return [*self._excludes_file(), os.path.join(self.common, "info", "exclude")]

    def _excludes_file(self) -> list[str]:
        """core.excludesFile, or its default."""
        home = os.path.expanduser("~")
        settings = os.environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
        files = ["/etc/gitconfig", os.path.join(settings, "git", "config"), os.path.join(home, ".gitconfig")]
        files = [os.environ["GIT_CONFIG_GLOBAL"]] if "GIT_CONFIG_GLOBAL" in os.environ else files
        files += [os.path.join(self.common, "config"), os.path.join(self.git, "config.worktree")]
        if any(word in text for text in map(_lowered, files) for word in (b"excludesfile", b"[include")):
            from newscat.files.git import setting

            chosen = setting(self.top, "core.excludesFile")
            if chosen is not None:
                return [os.path.join(self.top, chosen)] if chosen else []
        return [os.path.join(settings, "git", "ignore")]


class Tracked:
    """The files that a repository tracks, read when first asked for.

    Paths are relative to the root of a walk; `prefix` and `strip` make them relative to the repository, as in `Rules`.
    """

    def __init__(self, repository: Repository, prefix: str = "", strip: int = 0) -> None:
        self._repository = repository
        self._prefix = prefix
        self._strip = strip

    def has(self, path: str) -> bool:
        """Whether a file is tracked, or anything in a folder, whose path ends in "/"."""
        path = self._prefix + path[self._strip :]
        return path.removesuffix("/") in self._names or path in self._folders

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(map(os.fsdecode, _tracked(self._repository)))

    @cached_property
    def _folders(self) -> set[str]:
        found: set[str] = set()
        for name in self._names:
            folder = name[: name.rfind("/") + 1]
            while folder and folder not in found:
                found.add(folder)
                folder = folder[: folder.rfind("/", 0, -1) + 1]
        return found


def _tracked(repository: Repository) -> list[bytes]:
    try:
        data = read(os.path.join(repository.git, "index"))
    except OSError:
        return []
    try:
        if b"sha256" not in _lowered(os.path.join(repository.common, "config")):
            return list(_entries(data))
    except (ValueError, IndexError, struct.error):
        pass
    from newscat.files.git import tracked

    return tracked(repository.top)


def _entries(data: bytes) -> Iterator[bytes]:
    """The paths in a git index, version 2 or 3 (gitformat-index(5)), in 0.4 µs each. Raises ValueError, IndexError and
    struct.error for another."""
    signature, version, count = struct.unpack_from(">4sLL", data)
    if signature != b"DIRC" or version not in (2, 3):
        raise ValueError(version)
    at = 12
    for _ in range(count):
        start = at + (64 if data[at + 60] & 0x40 else 62)
        end = data.index(b"\0", start)
        yield data[start:end]
        at += (end - at + 8) & ~7  # padded with one to eight NULs
    if data[at : at + 4] == b"link":
        raise ValueError("a split index")


def _line(path: str) -> str:
    """The first line of one of git's files; empty if it cannot be read."""
    try:
        return os.fsdecode(read(path, _FILE_LIMIT).partition(b"\n")[0].rstrip(b"\r"))
    except OSError:
        return ""


def _lowered(path: str) -> bytes:
    try:
        return read(path, _FILE_LIMIT).lower()
    except OSError:
        return b""
