"""The options of `newscat stats` and its short forms."""

from typing import Annotated, Literal, NamedTuple

from newscat.cli.options import Format, NoPager, group, option, whole_number

GROUPS, OUTPUT = "Groups", "Output"


@group
class GroupOptions(NamedTuple):
    """Which groups are shown, and what is counted of each."""

    top: Annotated[
        int | None,
        option(
            GROUPS,
            "Show the N groups with most articles; 0 for all [default: 20 on a terminal, else all; all periods].",
            "--top",
            "-n",
            metavar="N",
            parser=whole_number,
        ),
    ] = None
    mean: Annotated[
        str | None, option(GROUPS, "Add the mean of these numeric fields, e.g. quality,heat.", metavar="FIELDS")
    ] = None
    sort: Annotated[
        Literal["count", "name", "last"] | None,
        option(
            GROUPS,
            "Sort by number of articles, by name, or last published first [default: periods by name, others by count].",
            metavar="count|name|last",
        ),
    ] = None


@group
class OutputOptions(NamedTuple):
    """How they are printed."""

    svg: Annotated[str | None, option(OUTPUT, "Also write the plot to FILE, as SVG.", metavar="FILE")] = None
    png: Annotated[
        str | None, option(OUTPUT, "Also write the plot to FILE, as PNG (requires newscat[png]).", metavar="FILE")
    ] = None
    format: Format = None
    no_pager: NoPager = False
