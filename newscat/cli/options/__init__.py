"""The options of the commands, in groups that a command takes whole."""

from newscat.cli.options.command import command, group, option
from newscat.cli.options.common import (
    AllowEmpty,
    Filters,
    Folders,
    Format,
    InputOptions,
    Layout,
    NoPager,
    Page,
    Paths,
    Queries,
    Verbosity,
    WordMatching,
    format_of,
    fraction,
    limit_of,
    whole_number,
)

__all__ = [
    "AllowEmpty",
    "Filters",
    "Folders",
    "Format",
    "InputOptions",
    "Layout",
    "NoPager",
    "Page",
    "Paths",
    "Queries",
    "Verbosity",
    "WordMatching",
    "command",
    "format_of",
    "fraction",
    "group",
    "limit_of",
    "option",
    "whole_number",
]
