"""`newscat list`."""

from newscat.cli.options import Filters, InputOptions, Layout, Page, Paths, Verbosity, command


def list_articles(
    *, filters: Filters, page: Page, layout: Layout, inputs: InputOptions, verbosity: Verbosity, paths: Paths = None
) -> None:
    """List articles, newest first."""
    from newscat.cli.answers.answer import Answer
    from newscat.cli.session import Session

    session = Session.of(inputs, verbosity)
    Answer.of(session, filters, page, layout).print_from(paths)


app = command(
    list_articles,
    "newscat list -q 'topic:AI quality:>=80 -has:amp' --since 2022-03",
    "newscat list articles/ --sort -heat --template '{date:%d %b} {title}'",
)
