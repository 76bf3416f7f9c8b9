"""Read files: in this process or, if there are many, in worker processes."""

from collections.abc import Generator, Iterable
from contextlib import closing
from operator import itemgetter
from typing import Any, TypeVar

from newscat.article.field_table import FieldTable
from newscat.article.frontmatter import Limits
from newscat.index.codec import hasten
from newscat.index.load.checks import Checks
from newscat.index.load.kinds import FileKind, Kinds
from newscat.index.load.pool import Worker, shared
from newscat.index.load.processes import prepare, received, send
from newscat.index.load.rows import FindingRow, Parsed, Row

# Fewer files are read in this process: starting two workers takes as long as reading 1,500 files.
THRESHOLD = 2000
# Files per message: enough that the overhead is negligible, few enough to save memory.
_BATCH = 256

Place = TypeVar("Place")


# A file to read: its path, and whether the user named it; then it must be a record.
Job = tuple[str, bool]


def read_all(jobs: Iterable[tuple[Place, Job]], checks: Checks) -> Generator[tuple[Place, Parsed | None], None, None]:
    """Parse the file of each job; yield the results in order, each with what came with its job.

    The result is None for a file that does not exist.
    """

    def here(job: tuple[Place, Job]) -> Parsed | None:
        from newscat.index.load.parse import parsed_file

        path, named = job[1]
        return parsed_file(path, checks, named=named)

    worker = Worker(
        __name__,
        work.__name__,
        _settings(checks),
        sent=itemgetter(1),
        received=lambda result: result and _parsed(*result),
    )
    with closing(shared(jobs, here, worker, threshold=THRESHOLD, size=_BATCH)) as results:
        for (place, _), result in results:
            yield place, result


def _settings(checks: Checks) -> tuple[Any, ...]:
    plugins = [tuple(each) for each in checks.plugins]
    kinds = (checks.kinds.default, [tuple(each) for each in checks.kinds.files], checks.kinds.folder)
    options = (checks.rules, sorted(checks.known_fields), plugins, checks.schema, kinds, tuple(checks.limits))
    return (*options, checks.table.plain())


def work() -> None:
    """The main function of a worker: receive batches, send results, until there are no more."""
    from newscat.index.load.parse import parsed_files

    prepare()
    hasten()
    messages = received()
    rules, known_fields, plugins, schema, (default, files, folder), limits, table = next(messages)
    kinds = Kinds(default, tuple(map(FileKind._make, files)), folder)
    known = frozenset(known_fields)
    checks = Checks(rules, known, tuple(plugins), schema, kinds, Limits(*limits), FieldTable(*table))
    for batch in messages:
        send(list(map(_plain, parsed_files(batch, checks))))


def _plain(parsed: Parsed | None) -> tuple[Any, ...] | None:
    """The result as plain tuples: marshal cannot write named ones."""
    if parsed is None:
        return None
    row, findings, ignores = parsed
    return row and tuple(row), tuple(map(tuple, findings)) if findings else (), ignores


def _parsed(row: Row | None, findings: tuple[Any, ...], ignores: tuple[Any, ...]) -> Parsed:
    """`row` stays a plain tuple, which the writer unpacks: to make it a Row takes 3 µs of 30."""
    return Parsed(row, tuple(map(FindingRow._make, findings)) if findings else (), ignores)
