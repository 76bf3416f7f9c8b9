"""Commands made of functions: a parameter that is a group of options becomes these options."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand

from newscat.cli.options.help import HelpMixin, print_short_help

T = TypeVar("T")
GLOBAL = "Global options"
ShortHelp = Annotated[bool, typer.Option("-h", callback=print_short_help, is_eager=True, hidden=True)]
_GROUPS: list[Any] = []


def option(panel: str | None, meaning: str, *names: str, **more: Any) -> Any:
    """An option in a section of the help, or in the last one. Without names, Typer derives one from the parameter."""
    return typer.Option(*names, help=meaning, rich_help_panel=panel, **more)


def group(options: T) -> T:
    """Class decorator: a command takes the options of this NamedTuple as one parameter."""
    _GROUPS.append(options)
    return options


class _Command(HelpMixin, TyperCommand):
    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)
        if option is not None:
            option.rich_help_panel = GLOBAL
        return option

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]  # Typer's braces


def command(function: Callable[..., None], *examples: str) -> typer.Typer:
    """An app of this one command; its help shows the `examples`."""
    one = typer.Typer(add_completion=False, rich_markup_mode=None)
    one.command(cls=_Command, epilog="\n".join(examples))(_expanded(function))
    return one


def _expanded(function: Callable[..., None]) -> Callable[..., None]:
    """`function` for Typer, with the options of its groups and -h."""
    signature, keyword = inspect.signature(function), inspect.Parameter.KEYWORD_ONLY
    groups = {name: one.annotation for name, one in signature.parameters.items() if one.annotation in _GROUPS}
    parameters = [
        option
        for one in signature.parameters.values()
        for option in (_options(one.annotation) if one.name in groups else [one.replace(kind=keyword)])
    ]
    parameters.append(inspect.Parameter("short_help", keyword, default=False, annotation=ShortHelp))

    @wraps(function)
    def run(*, short_help: bool = False, **values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{option: values.pop(option) for option in group._fields})
        function(**values)

    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return run


def _options(group: Any) -> list[inspect.Parameter]:
    keyword, defaults = inspect.Parameter.KEYWORD_ONLY, group._field_defaults
    return [
        inspect.Parameter(name, keyword, default=defaults[name], annotation=annotation)
        for name, annotation in group.__annotations__.items()
    ]
