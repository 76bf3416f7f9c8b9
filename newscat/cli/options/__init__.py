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
    "group",
    "option",
    "whole_number",
]
