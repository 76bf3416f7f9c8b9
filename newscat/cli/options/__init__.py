"""The options of the commands, in groups that a command takes whole."""

from newscat.cli.options.command import command, group, option
from newscat.cli.options.common import (
    AllowEmpty,
    Filters,
    Folders,
    InputOptions,
    Layout,
    NoPager,
    Page,
    Paths,
    Queries,
    Verbosity,
    WordMatching,
    fraction,
    whole_number,
)

__all__ = [
    "AllowEmpty",
    "Filters",
    "Folders",
    "InputOptions",
    "Layout",
    "NoPager",
    "Page",
    "Paths",
    "Queries",
    "Verbosity",
    "WordMatching",
    "command",
    "fraction",
    "group",
    "option",
    "whole_number",
]
