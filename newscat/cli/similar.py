"""`newscat similar`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from newscat.cli.options import InputOptions, Layout, Page, Paths, Verbosity, command, fraction, option, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from newscat.index.text.similar import Neighbour

# Further articles are hardly similar.
_MOST = 10
_COLUMNS = ("id", "date", "title", "provider", "score", "shared")
_Limit = Annotated[
    int | None,
    option(
        None, "Show at most N articles; 0 for all [default: 10].", "--limit", "-n", metavar="N", parser=whole_number
    ),
]
_MinScore = Annotated[
    float | None,
    option(
        None,
        "Show only articles with a score of N or higher, from 0 to 1; 0 for all [default: 0.1].",
        metavar="N",
        parser=fraction,
    ),
]


def similar(
    *,
    id: Annotated[str, typer.Argument(metavar="ID", help="An id (or a unique prefix), a path or a URL.")],
    limit: _Limit = None,
    min_score: _MinScore = None,
    layout: Layout,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """List articles similar to a given one, most similar first, with the words they share."""
    from newscat.cli.answers.answer import form_of, refuse, refuse_columns
    from newscat.cli.session import Session
    from newscat.cli.show import named
    from newscat.index.catalogue import LEAST_SCORE
    from newscat.output import messages
    from newscat.output.rows import Rows, columns_for

    session = Session.of(inputs, verbosity)
    refuse(layout, Page())
    form = form_of(session, layout)
    catalogue = session.catalogue(paths)
    session.warn(catalogue, paths)
    records = named(catalogue, id)
    if not records:
        raise typer.Exit(1)
    least = LEAST_SCORE if min_score is None else min_score
    total, near = catalogue.neighbours(records[0], _MOST if limit is None else limit or None, least)
    if layout.count_only:
        session.out.write(f"{total}\n")
        return
    columns = form.columns if form.columns is not None else columns_for(_COLUMNS)
    refuse_columns(catalogue, columns)
    documents: Iterator[dict[str, Any]] = (_document(each, form.zone) for each in near)
    if form.for_people:
        documents = (each | {"id": catalogue.short_id(each["id"])} for each in documents)
    rows = Rows(columns, documents, total, len(near), form.columns is not None)
    summary = messages.counted(len(near), total) if form.for_people else ""
    session.write_answer(
        catalogue, lambda out: form.render(rows, out, session.screen), summary, no_pager=layout.no_pager
    )


def _document(near: "Neighbour", zone: "tzinfo | None") -> dict[str, Any]:
    """The document of the record, with its score and the shared words."""
    from newscat.output.rows import document

    return document(near.record, zone=zone) | {"score": near.score, "shared": list(near.shared), "same": near.same}


app = command(
    similar,
    "newscat similar 000_8f32f6f453e83b6d",
    "newscat similar 000_8f --limit 3 --columns id,score,shared,same seeds/",
)
