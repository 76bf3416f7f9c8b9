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


def repository(folder: str | None) -> str | None:
    """The root of the git repository that contains `folder`, if any."""
    while folder is not None:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        folder = above if above != folder else None
    return None
