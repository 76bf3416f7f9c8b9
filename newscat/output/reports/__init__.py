"""Reports: functions `render(report: Report, out: TextIO, screen: Screen) -> None` that write findings."""

from newscat.output.formats.registry import Renderer, find

FORMATS = {
    "full": "newscat.output.reports.full:render",
    "concise": "newscat.output.reports.concise:render",
    "text": "newscat.output.reports.concise:render",
    "json": "newscat.output.reports.json:json",
    "ndjson": "newscat.output.reports.json:ndjson",
    "github": "newscat.output.reports.github:render",
    "gitlab": "newscat.output.reports.gitlab:render",
    "junit": "newscat.output.reports.junit:render",
    "sarif": "newscat.output.reports.sarif:render",
    "rdjson": "newscat.output.reports.rdjson:render",
    "markdown": "newscat.output.reports.markdown:render",
}


def resolve(name: str) -> Renderer:
    """The renderer of a format. Raises UsageError, with the nearest known name, if there is none."""
    return find(name, FORMATS)
