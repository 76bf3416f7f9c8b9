"""`newscat validate`."""

from typing import Annotated

import typer

from newscat.cli.options import Paths, Reading, Talk, command


def validate(
    *,
    reading: Reading,
    talk: Talk,
    paths: Paths = None,
    select: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="These rules only: codes, how they begin, or names.")
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option(metavar="RULES", help="Not these rules, such as NC105,NC2.")
    ] = None,
    format: Annotated[str, typer.Option(metavar="NAME", help="text, json or github.", show_default=False)] = "text",
) -> None:
    """Check articles and say what is wrong and where; exit 1 if there are errors."""
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
    catalogue = session.catalogue(paths, Checks(rules=True, known_fields=frozenset(config.known_fields)))
    totals = catalogue.totals()
    codes = {rule.code for rule in rules}
    findings = (finding for finding in catalogue.findings() if finding.code in codes)
    report = Report(findings, totals.files)
    render(report, session.out, session.screen)
    session.out.flush()
    session.warn(catalogue, told=codes)  # a file that no selected rule speaks of is not dropped in silence
    session.tell(catalogue)
    session.say(summary(report))
    if report.errors:
        raise typer.Exit(1)


app = command(validate, "newscat validate seeds/", "newscat validate --select NC1,NC2 --format github articles/")
