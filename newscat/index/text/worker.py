"""Make words of articles, also in worker processes: this imports neither SQLite nor the parsers of front matter."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import NamedTuple

from newscat.article.field_table import FieldTable
from newscat.article.frontmatter import Limits
from newscat.index.codec import restored
from newscat.index.load.pool import Worker, shared
from newscat.index.load.processes import prepare, received, send
from newscat.index.text.bodies import Reading, read_again
from newscat.index.text.columns import analyzed

# Fewer articles are read in this process.
_THRESHOLD = 400
# Articles per message.
_BATCH = 64

# The id of a record and the words of its columns.
Row = tuple[int, tuple[bytes, ...]]


class Job(NamedTuple):
    """An article to read: its row, its path, the last part of an id from the path, and what the index has of it."""

    id: int
    path: str
    name: str
    title: str | None
    excerpt: str | None
    packed: str


def analyzed_rows(jobs: Iterable[Job], reading: Reading) -> Iterator[Row]:
    """The rows of the articles, read and analysed in several processes if they are many."""
    settings = tuple(reading.limits), reading.table.plain(), sorted(reading.excluded)
    worker = Worker(__name__, work.__name__, settings)
    with closing(
        shared(jobs, lambda job: _analyzed(job, reading), worker, threshold=_THRESHOLD, size=_BATCH)
    ) as results:
        for job, words in results:
            yield job.id, words


def work() -> None:
    """The main function of a worker: receive batches, send their words, until there are no more."""
    prepare()
    messages = received()
    limits, table, excluded = next(messages)
    reading = Reading(Limits(*limits), FieldTable(*table), frozenset(excluded))
    for batch in messages:
        send([_analyzed(Job(*job), reading) for job in batch])


def _analyzed(job: Job, reading: Reading) -> tuple[bytes, ...]:
    fields = restored(job.packed, job.title, job.excerpt, None)  # a date has no words
    return analyzed(read_again(job.path, fields, reading), reading.excluded, job.name)
