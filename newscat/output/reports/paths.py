"""Paths as machines compare them."""

import os


def relative(path: str, base: str | None) -> str:
    """`path`, as it is printed, from the folder `base` on, with slashes; as it stands where that cannot be told.

    `base` None is the working directory.
    """
    try:
        found = os.path.relpath(path, base)
    except (OSError, ValueError):  # the working directory is gone, another drive
        found = os.path.normpath(path)
    return found.replace(os.sep, "/")
