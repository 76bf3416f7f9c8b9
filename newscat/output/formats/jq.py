"""`--jq EXPRESSION`: each record's JSON through jq (https://jqlang.org), by the package jq."""

from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from newscat.errors import UsageError, missing_extra
from newscat.output.formats.cells import dump
from newscat.output.rows import Document, Rows
from newscat.output.safe import one_line, visible
from newscat.output.terminal.screen import Screen


class Filter(NamedTuple):
    """A compiled expression. Its input is a record as `--format ndjson` prints it."""

    expression: str
    program: Any

    @classmethod
    def of(cls, expression: str) -> "Filter":
        """Raises UsageError if the package is missing or the expression is invalid."""
        try:
            import jq
        except ImportError:
            raise missing_extra("--jq", "jq") from None
        try:
            return cls(expression, jq.compile(expression))
        except (ValueError, UnicodeEncodeError) as error:
            raise UsageError(f"--jq: {_reason(error)}") from None

    def render(self, rows: Rows, out: TextIO, screen: Screen) -> None:
        """Write one result per line: strings as they are, other values as JSON.

        Raises UsageError if the expression fails.
        """
        for document in rows.documents:
            results = self._results(document)
            out.writelines((visible(one) if isinstance(one, str) else dump(one)) + "\n" for one in results)

    def _results(self, document: Document) -> Iterator[Any]:
        try:
            yield from self.program.input_text(dump(document))
        except ValueError as error:
            where, reason = one_line(document["path"]), _reason(error)
            raise UsageError(f"--jq fails at '{where}': {reason} (write ? after a step to skip what fails)") from None


def _reason(error: Exception) -> str:
    """Return the message of jq without `jq: error:`, `at <top-level>` and the count of errors."""
    lines = [line for line in str(error).splitlines() if line and not line.endswith("compile error")]
    return "\n".join(lines).removeprefix("jq: error: ").replace(" at <top-level>", "")
