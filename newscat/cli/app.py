"""The app: commands by name, each imported when it is asked for, and the one place that turns errors into exits."""

import os
import sys
from importlib import import_module
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from newscat.errors import NewscatError
from newscat.version import __version__

COMMANDS = ("list", "search", "show", "validate")


class _Commands(TyperGroup):
    """A command is `newscat.cli.NAME:app`."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"newscat.cli.{cmd_name}").app)
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[arg-type]  # the names, for suggestions
        return super().resolve_command(ctx, args)


app = typer.Typer(cls=_Commands, no_args_is_help=True, rich_markup_mode="rich")


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"newscat {__version__}")
        raise typer.Exit


@app.callback()
def _newscat(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """A catalogue of article files: list, search, show and validate their front matter."""


def main(args: list[str] | None = None) -> NoReturn:
    """Run newscat and leave: 0 done, 1 findings or no such record, 2 cannot go on, 3 a bug, 130 interrupted."""
    try:
        code = _run(args)
        sys.stdout.flush()
    except BrokenPipeError:  # `| head` has read enough
        code = 0
        _drop_output()
    except KeyboardInterrupt:
        code = 130
        _drop_output()
    except OSError as error:  # what was asked for could not be written: a full disk
        code = 1
        _drop_output()
        _complain(f"cannot write: {error.strerror or error}")
    sys.exit(code)


def _run(args: list[str] | None) -> int:
    _prepare_streams()
    try:
        code = typer.main.get_command(app).main(args, prog_name="newscat", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except NewscatError as error:
        _complain(str(error))
        return error.exit_code
    except typer.TyperException as error:
        _explain_usage(error)
        return error.exit_code
    except typer.Abort:
        return 130
    except (OSError, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("NEWSCAT_DEBUG"):
            raise
        _complain(
            f"a bug in newscat {__version__}: {type(error).__name__}: {error}\n"
            "Set NEWSCAT_DEBUG=1 to see where, and please report it with the command you ran."
        )
        return 3


def _explain_usage(error: typer.TyperException) -> None:
    """What is wrong with the arguments, and where their help is."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(context.get_help() if context else error.format_message(), file=sys.stderr)
        return
    message = error.format_message().rstrip(".")
    path = context.command_path if context else "newscat"
    _complain(f"{message[:1].lower()}{message[1:]}\nSee '{path} --help'.")


def _complain(message: str) -> None:
    from newscat.output import messages

    print(messages.error(message), file=sys.stderr)


def _prepare_streams() -> None:
    """UTF-8 into a pipe whatever the locale, and never an error over a character a terminal does not have."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            encoding = stream.encoding if stream.isatty() else "utf-8"
            reconfigure(encoding=encoding, errors="backslashreplace")


def _drop_output() -> None:
    """Nobody reads it any more: let nothing be flushed into the closed pipe when Python ends."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        pass  # no descriptor of its own, as in a test
