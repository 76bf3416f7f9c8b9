"""Relative paths, as other programs compare them."""

import os


def relative(path: str, base: str | None) -> str:
    """`path` relative to the folder `base` (None: the working directory), with slashes.

    A path that cannot be made relative is only normalised.
    """
    try:
        found = os.path.relpath(path, base)
    except (OSError, ValueError):  # the working directory is gone, another drive
        found = os.path.normpath(path)
    return found.replace(os.sep, "/")


class Relative:
    """`relative` to one folder for many paths, as long as the working directory stays: the rest of a path is found
    once per folder, in a tenth of the time."""

    def __init__(self, base: str | None) -> None:
        self._base = base
        self._folders: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        path = path.replace(os.sep, "/")
        folder, name = path[: path.rfind("/") + 1], path[path.rfind("/") + 1 :]
        if name in ("", ".", ".."):
            return relative(path, self._base)
        if folder not in self._folders:
            self._folders[folder] = relative(f"{folder}-", self._base)[:-1]
        return self._folders[folder] + name


def repository(folder: str | None) -> str | None:
    """The root of the git repository that contains `folder`, if any."""
    while folder is not None:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        folder = above if above != folder else None
    return None
