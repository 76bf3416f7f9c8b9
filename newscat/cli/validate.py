"""`newscat validate`."""

from typing import Annotated

import typer

from newscat.cli.options import Paths, Reading, Talk, command


def validate(
    reading: Reading,
    talk: Talk,
    paths: Paths = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULE,RULE", help="These rules only: codes, how they begin, or names.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE,RULE", help="Not these rules.")] = None,
    format: Annotated[str, typer.Option(metavar="NAME", help="text, json or github.")] = "text",
) -> None:
    """Check articles; exit 1 if there are errors."""
    from newscat.article.finding import Severity
    from newscat.catalogue.ingest import Checks
    from newscat.cli.session import Session, split_names
    from newscat.output.reports import resolve
    from newscat.output.reports.report import Report, summary
    from newscat.rules import registry

    render = resolve(format)
    session = Session.of(reading, talk)
    config = session.config
    rules = registry.select(
        split_names(select) if select else config.select, split_names(ignore) if ignore else config.ignore
    )
    catalogue = session.catalogue(paths, Checks(rules, frozenset(config.known_fields)))
    catalogue.refresh()
    files, records, _ = catalogue.totals()
    report = Report(tuple(catalogue.findings()), files, records)
    render(report, session.out, session.screen)
    session.out.flush()
    session.say(summary(report))
    if any(finding.severity is Severity.ERROR for finding in report.findings):
        raise typer.Exit(1)


app = command(validate, "newscat validate seeds/", "newscat validate --select NC1,NC2 --format github articles/")
