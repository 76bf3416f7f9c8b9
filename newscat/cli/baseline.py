"""A baseline: findings to live with, in a file, so that only new ones fail.

A finding is known by its file, its rule and what it says, not by its line, and not by the text around
it: mending one fault of a title must not make another one new. Equal ones are counted. In JSON, a
finding a line, so that git shows which came and went.
"""

# Paths stay texts: they are spelt as they were given.
# ruff: noqa: PTH118, PTH120

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newscat.article.finding import Finding
from newscat.errors import ConfigError, UsageError
from newscat.files.write import text_file
from newscat.output.reports.paths import relative

VERSION = 1
_NUMBER = re.compile(r"\bline \d+")


class Known(NamedTuple):
    """One finding, as a baseline has it. `path` leads from the baseline's folder."""

    path: str
    code: str
    message: str


class Baseline:
    """The findings in a file, and which of them are still there."""

    def __init__(self, file: str, wide: Container[str]) -> None:
        """`wide` are the codes of the rules that go by other files, too: what these say changes with those."""
        self.file = file
        self._folder = os.path.dirname(file)
        self._wide = wide
        self._known: Counter[Known] = Counter()
        self._left: Counter[Known] = Counter()

    def read(self) -> None:
        """Raises UsageError where there is no such file, ConfigError where it is no baseline."""
        try:
            text = Path(self.file).read_text(encoding="utf-8")
        except OSError as error:
            hint = "; --write-baseline makes one" if isinstance(error, FileNotFoundError) else ""
            raise UsageError(f"cannot read the baseline {self.file!r}: {error.strerror or error}{hint}") from None
        except ValueError:
            raise ConfigError(f"{self.file}: not UTF-8") from None
        self._known = _parsed(self.file, text)
        self._left = self._known.copy()

    def new(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Those that are not in the baseline."""
        for finding in findings:
            known = self._of(finding)
            if self._left[known] > 0:
                self._left[known] -= 1
            else:
                yield finding

    def mended(self, was_looked_at: Callable[[str, str], bool]) -> Counter[Known]:
        """What is in the baseline and was not found again, by `new`, among what was looked at: path and code."""
        return Counter(
            {
                known: count
                for known, count in self._left.items()
                if count > 0 and was_looked_at(os.path.join(self._folder, known.path), known.code)
            }
        )

    def prune(self, mended: Counter[Known]) -> None:
        """Write the file without these. Raises OSError."""
        self._write(self._known - mended)

    def write(self, findings: Iterable[Finding]) -> int:
        """Write the file with these alone; how many they are. Raises OSError."""
        found = Counter(map(self._of, findings))
        self._write(found)
        return found.total()

    def _of(self, finding: Finding) -> Known:
        said = finding.name if finding.code in self._wide else _NUMBER.sub("line …", finding.message)
        return Known(relative(finding.path, self._folder or None), finding.code, said)

    def _write(self, found: Counter[Known]) -> None:
        lines = [json.dumps(known._asdict() | {"count": count}) for known, count in sorted(found.items()) if count > 0]
        text = ",\n".join(lines)
        with text_file(self.file) as stream:
            stream.write(f'{{"version": {VERSION}, "findings": [\n{text}\n]}}\n' if lines else _NOTHING)


_NOTHING = f'{{"version": {VERSION}, "findings": []}}\n'


def _parsed(file: str, text: str) -> Counter[Known]:
    try:
        document = json.loads(text)
        version = document["version"]
        found = Counter[Known]()
        for one in document["findings"] if version == VERSION else ():
            found[_known(one)] += int(one["count"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ConfigError(f"{file}: no baseline; --write-baseline makes one") from None
    if version != VERSION:
        raise ConfigError(f"{file}: a baseline of version {version!r}, this newscat knows {VERSION}")
    return found


def _known(one: Any) -> Known:
    known = Known(one["path"], one["code"], one["message"])
    if not all(isinstance(part, str) for part in known):
        raise TypeError
    return known
