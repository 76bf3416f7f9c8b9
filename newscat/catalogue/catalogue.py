"""Many files as one: roots and their index; read first, then answer."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from newscat.article.finding import Finding
from newscat.article.frontmatter import FrontMatterError, parse
from newscat.article.record import Record
from newscat.catalogue.files import Folder, Root, Selection, Signature, Trouble, folders, listed, named, read
from newscat.catalogue.index import Index, Match
from newscat.catalogue.ingest import Checks, Parsed, parsed
from newscat.catalogue.query import Query, query
from newscat.errors import NoFilesError, RecordError


class Totals(NamedTuple):
    """How many files were read, how many of them are records, and how many are neither record nor error."""

    files: int
    records: int
    ignored: int


class Catalogue:
    """The records under some roots. Nothing is read before the first answer is wanted.

    Answers come in the file system's state at `refresh`, which the first answer calls.
    """

    def __init__(
        self,
        roots: Sequence[Root],
        selection: Selection = Selection(),
        *,
        files: Iterable[str] | None = None,
        checks: Checks = Checks(),
        allow_empty: bool = True,
    ) -> None:
        self._roots = roots
        self._selection = selection
        self._files = files
        self._checks = checks
        self._allow_empty = allow_empty
        self._troubles: list[Trouble] = []
        self._index: Index | None = None

    def refresh(self) -> None:
        """Read the files. Raises NoFilesError where there are none and that is not allowed."""
        index = Index()
        self._troubles = []
        index.load(self._parsed())
        if not (self._allow_empty or self._troubles or index.totals()[0]):
            where = ", ".join(root.path or "." for root in self._roots)
            raise NoFilesError(f"no article files in {where}: looked for {' '.join(self._selection.include)}")
        self._index = index

    def _parsed(self) -> Iterator[tuple[Folder, str, Signature, Parsed]]:
        for folder in self._folders():
            self._troubles += folder.troubles
            for name, signature in folder.entries:
                path = folder.base + name
                data: bytes | OSError
                try:
                    data = read(path)
                except FileNotFoundError:
                    continue  # gone since it was listed: as if it had never been there
                except OSError as error:
                    data = error
                yield folder, name, signature, parsed(path, data, self._checks, named=folder.named)

    def _folders(self) -> Iterator[Folder]:
        return folders(self._roots, self._selection) if self._files is None else listed(self._files)

    @property
    def _known(self) -> Index:
        if self._index is None:
            self.refresh()
        assert self._index is not None
        return self._index

    def select(self, asked: Query | None = None, **filters: Any) -> Iterator[Record]:
        """The records that `asked` means, or the filters of `newscat.catalogue.query.query`:
        `select(topic="AI", since="2022-03")`. Newest first. Raises QueryError at once."""
        asked = query(**filters) if asked is None else asked
        return self._known.select(asked)

    def search(self, asked: Query | str, **filters: Any) -> Iterator[Match]:
        """The records that have all the words, best first. Raises QueryError at once."""
        asked = query(asked, **filters) if isinstance(asked, str) else asked
        return self._known.search(asked)

    def count(self, asked: Query | None = None, **filters: Any) -> int:
        """How many records `select` or `search` would give without their limit."""
        asked = query(**filters) if asked is None else asked
        return self._known.count(asked)

    def totals(self) -> Totals:
        return Totals(*self._known.totals())

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the data: with `Checks.rules` all they say, else what keeps files from being read."""
        yield from self._known.findings()
        for trouble in self._troubles:
            yield from parsed(trouble.path, OSError(trouble.message), self._checks).findings

    def find(self, name: str) -> list[Record]:
        """The records that `name` means: by id, else by path, else by URL, else by how an id begins."""
        index = self._known
        return index.named(name) or index.at(name) or index.addressed(name) or (index.beginning(name, 20) if name else [])

    def get(self, name: str) -> Record:
        """The one record that `name` means. Raises RecordError."""
        found = self.find(name)
        if not found:
            raise RecordError(f"no record {name!r}")
        if len(found) > 1:
            raise RecordError(f"{name!r} names {len(found)} records")
        return found[0]

    def raw(self, record: Record) -> bytes:
        """The bytes of the record's file. Raises RecordError."""
        try:
            return read(record.path)
        except OSError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error.strerror or error}") from None

    def read(self, record: Record) -> Record:
        """The record as its file has it now, with `secured` and the whole body. Raises RecordError."""
        try:
            front = parse(self.raw(record))
        except FrontMatterError as error:
            raise RecordError(f"cannot read {record.path!r} again: {error}") from None
        if front is None:
            raise RecordError(f"{record.path!r} has no front matter any more")
        return Record(record.path, front.fields, front.body)


def open_catalogue(
    *paths: str, include: Sequence[str] = Selection().include, exclude: Sequence[str] = (), ignore_files: bool = True
) -> Catalogue:
    """The records in these files and folders; without paths, in the working directory.

    `include` and `exclude` are globs as in .gitignore; `ignore_files` respects .gitignore. Raises
    MissingPathError.
    """
    return Catalogue(named(map(str, paths)), Selection(tuple(include), tuple(exclude), ignore_files))
