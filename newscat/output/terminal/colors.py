"""SGR codes of the 16 colours of the terminal's theme, which are readable on its background."""

from newscat.article.finding import Severity

BOLD = "1"
QUIET = "34"
COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}


def painted(text: str, sgr: str, *, color: bool) -> str:
    return f"\x1b[{sgr}m{text}\x1b[0m" if color and text else text
