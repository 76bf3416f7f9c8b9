"""Baselines: accepted findings in a file, so that only new ones are reported.

A finding is identified by its file, rule and message, not by its line or the text around it: fixing one
fault of a title must not make another one new. Equal findings are counted. The file is JSON with one
finding per line, for readable diffs.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from newscat.article.finding import Finding
from newscat.errors import ConfigError, UsageError
from newscat.files.relative import relative
from newscat.files.write import text_file
from newscat.rules import engine

VERSION = 1
_NUMBER = re.compile(r"\bline \d+")


class Accepted(NamedTuple):
    """A finding in a baseline. `path` is relative to the baseline's folder."""

    path: str
    code: str
    message: str


class Baseline:
    """The findings in a file, and which of them still occur."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._folder = os.path.dirname(file)  # noqa: PTH120
        # These rules name other files in their messages, which change with those files.
        self._compare_articles = {rule.code for rule in engine.rules() if rule.scope == "catalogue"}
        self._accepted: Counter[Accepted] = Counter()
        self._left: Counter[Accepted] = Counter()

    def read(self) -> None:
        """Raises UsageError if the file cannot be read, ConfigError if it is not a valid baseline."""
        try:
            text = Path(self.file).read_text(encoding="utf-8")
        except OSError as error:
            hint = "; create one with --write-baseline" if isinstance(error, FileNotFoundError) else ""
            raise UsageError(f"cannot read the baseline {self.file!r}: {error.strerror or error}{hint}") from None
        except ValueError:
            raise ConfigError(f"{self.file}: not UTF-8") from None
        self._accepted = _parsed(self.file, text)

    def new(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The findings that are not in the baseline."""
        self._left = self._accepted.copy()
        for finding in findings:
            key = self._key(finding)
            if self._left[key] > 0:
                self._left[key] -= 1
            else:
                yield finding

    def fixed(self, was_checked: Callable[[str, str], bool]) -> Counter[Accepted]:
        """The findings in the baseline that `new` has not seen, of the paths and codes that were checked."""
        left = {one: count for one, count in self._left.items() if count > 0}
        where = {one: os.path.join(self._folder, one.path) for one in left}  # noqa: PTH118 # a string, as printed
        return Counter({one: count for one, count in left.items() if was_checked(where[one], one.code)})

    def prune(self, fixed: Counter[Accepted]) -> None:
        """Write the file without these. Raises OSError."""
        self._write(self._accepted - fixed)

    def write(self, findings: Iterable[Finding]) -> int:
        """Write the file with these findings; returns their number. Raises OSError."""
        found = Counter(map(self._key, findings))
        self._write(found)
        return found.total()

    def _key(self, finding: Finding) -> Accepted:
        name = finding.code in self._compare_articles
        message = finding.name if name else _NUMBER.sub("line …", finding.message)
        return Accepted(relative(finding.path, self._folder or None), finding.code, message)

    def _write(self, found: Counter[Accepted]) -> None:
        lines = [json.dumps(one._asdict() | {"count": count}) for one, count in sorted(found.items()) if count > 0]
        text = "\n" + ",\n".join(lines) + "\n" if lines else ""
        with text_file(self.file) as stream:
            stream.write(f'{{"version": {VERSION}, "findings": [{text}]}}\n')


def _parsed(file: str, text: str) -> Counter[Accepted]:
    try:
        document = json.loads(text)
        version = document["version"]
        found = Counter[Accepted]()
        for one in document["findings"] if version == VERSION else ():
            found[_accepted(one)] += int(one["count"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise ConfigError(f"{file}: not a valid baseline; create one with --write-baseline") from None
    if version != VERSION:
        raise ConfigError(f"{file}: unsupported baseline version {version!r}; this newscat supports {VERSION}")
    return found


def _accepted(one: Any) -> Accepted:
    accepted = Accepted(one["path"], one["code"], one["message"])
    if not all(isinstance(part, str) for part in accepted):
        raise TypeError
    return accepted
