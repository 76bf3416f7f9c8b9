"""`newscat related`."""

from typing import Annotated

import typer

from newscat.cli.options import InputOptions, NoPager, Paths, Verbosity, command, format_of, option, whole_number

_LINKS = "Links"


def related(
    *,
    id: Annotated[str, typer.Argument(metavar="ID", help="An id (or a unique prefix), a path or a URL.")],
    depth: Annotated[
        int | None,
        option(_LINKS, "Follow up to N links; 0 for all [default: 1].", metavar="N", parser=whole_number),
    ] = None,
    forward: Annotated[bool, option(_LINKS, "Only what articles link to.", "--forward")] = False,
    reverse: Annotated[bool, option(_LINKS, "Only what links to them.", "--reverse")] = False,
    format: Annotated[str | None, format_of("table, tsv, csv, json, ndjson, markdown, dot, graphml or mermaid")] = None,
    no_pager: NoPager = False,
    inputs: InputOptions,
    verbosity: Verbosity,
    paths: Paths = None,
) -> None:
    """Show which articles an article links to and which link to it, by the field related or in their bodies."""
    from newscat.analysis.related import related as graph_of
    from newscat.cli.session import Session
    from newscat.cli.show import named
    from newscat.output.analysis import related as output

    session = Session.of(inputs, verbosity)
    name = session.format(format)
    render, for_people = output.resolve(name), session.is_for_people(name)
    catalogue = session.catalogue(paths)
    session.warn(catalogue, paths)
    records = named(catalogue, id)
    if not records:
        raise typer.Exit(1)
    both = forward == reverse
    graph = graph_of(
        catalogue, records[0], depth=1 if depth is None else depth, forward=forward or both, backward=reverse or both
    )
    answer = output.Answer(graph, catalogue.short_id if for_people else str, session.zone())
    summary = output.summary(graph) if for_people or len(graph.nodes) == 1 else ""
    session.write_answer(catalogue, lambda out: render(answer, out, session.screen), summary, no_pager=no_pager)


app = command(
    related,
    "newscat related 000_8f32f6f453e83b6d",
    "newscat related 000_8f --depth 2 --format mermaid seeds/",
)
