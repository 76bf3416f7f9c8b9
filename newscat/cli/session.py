"""What every command begins with: configuration, streams, and the catalogue the arguments mean."""

import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from newscat import config as configuration
from newscat.cli.options import Reading, Talk
from newscat.config import Config
from newscat.errors import MissingPathError, UsageError
from newscat.output import messages
from newscat.output.screen import Screen, screen_of

if TYPE_CHECKING:
    from newscat.catalogue.catalogue import Catalogue
    from newscat.catalogue.ingest import Checks


@dataclass(frozen=True, slots=True)
class Session:
    """One run. Raises ConfigError when it is made."""

    reading: Reading
    talk: Talk
    config: Config

    @classmethod
    def of(cls, reading: Reading, talk: Talk) -> "Session":
        config = configuration.load(
            configuration.working_directory(), os.environ, file=reading.config, isolated=reading.isolated
        )
        return cls(reading, talk, config)

    @property
    def out(self) -> TextIO:
        return sys.stdout

    @property
    def screen(self) -> Screen:
        """What stdout can show."""
        return screen_of(sys.stdout, self.talk.color or self.config.color, os.environ)

    def catalogue(self, paths: list[str] | None, checks: "Checks | None" = None) -> "Catalogue":
        """The catalogue that the arguments mean, not yet read. Raises MissingPathError, UsageError."""
        from newscat.catalogue.catalogue import Catalogue
        from newscat.catalogue.files import Selection, named
        from newscat.catalogue.ingest import Checks

        config = self.config
        selection = Selection(config.include, config.exclude, not (config.no_ignore or self.reading.no_ignore))
        files = self._files()
        if files is not None and paths:
            raise UsageError("--files-from and PATH do not go together: name the files in one place")
        roots = () if files is not None else named(paths or config.paths)
        return Catalogue(
            roots, selection, files=files, checks=checks or Checks(), allow_empty=self.reading.allow_empty
        )

    def _files(self) -> list[str] | None:
        source = self.reading.files_from
        if source is None:
            return None
        from newscat.catalogue.files import files_from

        if source == "-":
            return list(files_from(sys.stdin.buffer))
        try:
            with open(source, "rb") as stream:
                return list(files_from(stream))
        except OSError as error:
            raise MissingPathError(f"cannot read --files-from {source!r}: {error.strerror}") from None

    def say(self, sentence: str) -> None:
        """A summary, on stderr, unless --quiet."""
        if not self.talk.quiet:
            print(sentence, file=sys.stderr)

    def warn(self, catalogue: "Catalogue") -> None:
        """Name each file that cannot be listed, once, on stderr."""
        for finding in catalogue.findings():
            place = f"{finding.path}:{finding.line}:{finding.column}"
            print(messages.trouble(place, f"not listed: {finding.message} ({finding.code})"), file=sys.stderr)


def split_names(names: Iterable[str]) -> tuple[str, ...]:
    """`a,b` or `a` and `b`, as one tuple."""
    return tuple(part.strip() for name in names for part in name.split(",") if part.strip())
