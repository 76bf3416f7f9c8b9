"""`newscat list`."""

from newscat.cli.options import Filters, Layout, Page, Paths, Reading, Talk, command


def list_articles(
    *, filters: Filters, page: Page, layout: Layout, reading: Reading, talk: Talk, paths: Paths = None
) -> None:
    """List articles, the newest first."""
    from newscat.cli.answer import Answer
    from newscat.cli.session import Session

    session = Session.of(reading, talk)
    answer = Answer.of(session, None, filters, page, layout)
    answer.print_from(session.catalogue(paths))


app = command(
    list_articles,
    "newscat list --topic AI --since 2022-03",
    "newscat list articles/ --min-quality 80 --sort -heat --format json",
)
