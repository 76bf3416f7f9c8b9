"""Messages for stderr."""

from collections.abc import Sequence

from newscat.output.safe import one_line, visible


def number(count: int) -> str:
    """4288 as `4,288`."""
    return f"{count:,}"


def plural(count: int, noun: str) -> str:
    """`1 article`, `4,288 articles`."""
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


def counted(returned: int, total: int, noun: str = "article", *, hint: bool = True, aside: str = "") -> str:
    """`50 of 4,288 articles (-n 0 for all)`, `3 articles`, `No articles`, with the `aside` in the brackets.

    `hint`: a limit holds the rest back.
    """
    found = plural(total, noun) if total else f"No {noun}s"
    if returned < total:
        return f"{number(returned)} of {found}" + bracketed("-n 0 for all" if hint else "", aside)
    return found + bracketed(aside)


def bracketed(*asides: str) -> str:
    """Return ` (one; two)` without empty asides, or nothing if all are empty."""
    said = "; ".join(filter(None, asides))
    return f" ({said})" if said else ""


def no_front_matter(count: int) -> str:
    """Return `1 file has no front matter`, `12 files have no front matter`, or nothing for 0."""
    return f"{plural(count, 'file')} {'has' if count == 1 else 'have'} no front matter" if count else ""


def left_out(count: int) -> str:
    """`1 file has no front matter and is left out`."""
    return f"{no_front_matter(count)} and {'is' if count == 1 else 'are'} left out"


def unknown_word(word: str, near: Sequence[str], *, hint: bool) -> str:
    """`no article contains 'facal' (similar: facial, focal; add --fuzzy to include them)`."""
    missing = f"no article contains '{one_line(word)}'"
    if not near:
        return missing
    return f"{missing} (similar: {', '.join(map(one_line, near))}{'; add --fuzzy to include them' if hint else ''})"


def ago(seconds: float) -> str:
    """`3 minutes`: the largest unit of which there are two or more."""
    for length, unit in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= 2 * length:
            return plural(int(seconds / length), unit)
    return plural(max(int(seconds), 0), "second")


_UNITS = (("kB", 1e3), ("MB", 1e6), ("GB", 1e9))


def size(count: int) -> str:
    """`512 bytes`, `12 kB`, `1.4 GB`: units of 1000, as disks have them."""
    if count < 1000:
        return plural(count, "byte")
    unit, length = next(((unit, length) for unit, length in _UNITS if count < 999.5 * length), _UNITS[-1])
    scaled = count / length
    return f"{scaled:.1f} {unit}" if scaled < 9.95 else f"{scaled:,.0f} {unit}"


def for_file(path: str, message: str) -> str:
    """Return `path: message` on one line, with both escaped."""
    return f"{one_line(path)}: {one_line(message)}"


def error(message: str) -> str:
    """Return `newscat: message`. A message may have several lines, such as a query with a caret below."""
    return f"newscat: {visible(message)}"
