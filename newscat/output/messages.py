"""Plain sentences for stderr."""

from newscat.output.safe import one_line, visible


def number(count: int) -> str:
    """4288 as `4,288`."""
    return f"{count:,}"


def plural(count: int, noun: str) -> str:
    """`1 article`, `4,288 articles`."""
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


def counted(returned: int, total: int, noun: str = "article") -> str:
    """`50 of 4,288 articles (-n 0 for all)`, `3 articles`, `No articles`."""
    if total == 0:
        return f"No {noun}s"
    if returned < total:
        return f"{number(returned)} of {plural(total, noun)} (-n 0 for all)"
    return plural(total, noun)


def trouble(path: str, message: str) -> str:
    """`path: message` on one line, whatever the path is made of."""
    return f"{one_line(path)}: {one_line(message)}"


def error(message: str) -> str:
    """`newscat: message`; a message may have several lines (a query with a caret under the place)."""
    return f"newscat: {visible(message)}"
