"""The app: commands, imported on use, and the only place that turns errors into exit codes."""

import errno
import os
import sys
from contextlib import suppress
from importlib import import_module
from io import TextIOWrapper
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from newscat.cli.options.command import ShortHelp
from newscat.cli.options.help import HelpMixin, print_help, require_subcommand
from newscat.errors import NewscatError, UsageError, nearest, suggestion
from newscat.version import __version__

INTERRUPTED = 130
"""The exit code after ^C."""

# The commands of newscat/cli/analysis/, and the ones of them that are in the module of `stats`.
_ANALYSIS = ("stats", "topics", "providers", "fields", "duplicates", "related", "stories", "diff")
_SHORT_FORMS = ("topics", "providers")
COMMANDS = ("list", "search", "show", "similar", *_ANALYSIS, "validate", "rule", "schema", "index", "init")


class Commands(HelpMixin, TyperGroup):
    """A group with our help and one-line errors for unknown commands."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        known = self.list_commands(ctx)
        # Completion sets `resilient_parsing`, since the word may be half typed.
        if args[0] not in known and not ctx.resilient_parsing:
            near = nearest(args[0], known)
            hint = f"did you mean {near!r}?" if near else f"use {', '.join(known[:-1])} or {known[-1]}"
            raise UsageError(f"unknown command {args[0]!r}; {hint}")
        return super().resolve_command(ctx, args)


class _LazyCommands(Commands):
    """The command NAME is `app` in the module of that name, imported on use; `help NAME` is `NAME --help`."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        folder = "newscat.cli.analysis" if cmd_name in _ANALYSIS else "newscat.cli"
        module, app = ("stats", cmd_name) if cmd_name in _SHORT_FORMS else (cmd_name, "app")
        command = typer.main.get_command(getattr(import_module(f"{folder}.{module}"), app))
        command.name = cmd_name
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] != "help":
            return super().resolve_command(ctx, args)
        if not args[1:]:
            print_help(ctx)
            ctx.exit()
        name, command, rest = super().resolve_command(ctx, args[1:])
        return name, command, [*rest, "--help"]


app = typer.Typer(
    cls=_LazyCommands,
    invoke_without_command=True,
    rich_markup_mode=None,
    epilog="newscat list articles/ --since 2022-03\nnewscat search 'facial recognition' articles/",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"newscat {__version__}\n")
        raise typer.Exit


@app.callback()
def _newscat(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
    short_help: ShortHelp = False,
) -> None:
    """Catalogue article files: list, search, show and validate their front matter."""
    require_subcommand(context)


# The base class of Typer's usage errors, which Typer exports only from 0.27.3 on.
_REFUSAL: Any = [each for each in typer.BadParameter.__mro__ if each.__module__.startswith("typer")][-1]


def main(args: list[str] | None = None) -> NoReturn:
    """Run newscat and exit: 0 success, 1 findings or no such article, 2 errors, 3 a bug, 130 interrupted."""
    try:
        _prepare_streams()
        code = _run(args)
        if code == INTERRUPTED:  # Typer has caught it; a flush could block
            _drop_output()
        sys.stdout.flush()
    except BrokenPipeError:  # as in `newscat list | head`
        code = 0
        _drop_output()
    except KeyboardInterrupt:
        code = INTERRUPTED
        _drop_output()
    except OSError as error:  # output cannot be written: a full disk
        code = 1
        _drop_output()
        _complain(f"cannot write: {error.strerror or error}")
    sys.exit(code)


def _run(args: list[str] | None) -> int:
    root = typer.main.get_command(app)
    try:
        code = _completed(root)
        if code is None:
            code = root.main(args, prog_name="newscat", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except NewscatError as error:
        _complain(str(error))
        return error.exit_code
    except _REFUSAL as error:
        _complain(_usage(error))
        return int(error.exit_code)
    except typer.Abort:
        return INTERRUPTED
    except (OSError, KeyboardInterrupt):
        raise
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # Typer and Rich exit with 1
            raise end.__context__ from None
        raise
    except Exception as error:
        return _crashed(error, args)


def _crashed(error: Exception, args: list[str] | None) -> int:
    if isinstance(error.__cause__, KeyboardInterrupt):  # Python 3.11 wraps it while a class is created
        raise KeyboardInterrupt from error
    if os.environ.get("NEWSCAT_DEBUG"):
        raise error
    from newscat.cli.crash import report

    _complain(f"a bug in newscat {__version__}: {_in_short(error)} ({report(error, args)})")
    return 3


def _completed(root: Any) -> int | None:
    """The exit code if a shell asked for completions; None if Typer or a command answers."""
    if "_NEWSCAT_COMPLETE" not in os.environ:
        return None
    from newscat.cli import completion
    from newscat.output.safe import visible

    answer = completion.answer(root, os.environ)
    if answer is None:
        return None
    sys.stdout.write(visible(answer[0]) + "\n")
    return answer[1]


def _in_short(error: Exception) -> str:
    """The error on one line, cut: it may quote megabytes of a file."""
    lines = f"{type(error).__name__}: {error}".split("\n")
    return " ".join(lines)[:200]


def _usage(error: Any) -> str:
    """The message of a usage error, with a pointer to the help."""
    context = getattr(error, "ctx", None)
    known = getattr(error, "possibilities", None)  # for an unknown option, near ones, and some that are not
    message = error.message + suggestion(error.option_name, known) if known else error.format_message().rstrip(".")
    return f"{message[:1].lower()}{message[1:]}\nSee '{context.command_path if context else 'newscat'} --help'."


def _complain(message: str) -> None:
    from newscat.output import messages

    sys.stderr.write(messages.error(message) + "\n")


def _prepare_streams() -> None:
    """Write UTF-8 to pipes in every locale, and escape characters that a terminal cannot show.

    Streams that are closed at the start are replaced. Raises OSError if stdout is closed.
    """
    closed = sys.stdout is None
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    own = sys.__stderr__
    if own is not None and sys.stderr is own:
        sys.stderr = _BestEffort(own.buffer, own.encoding, own.errors, line_buffering=True)
    if len(os.environ.get("COLUMNS", "")) > 4:
        del os.environ["COLUMNS"]  # Rich would pad lines to that width
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="backslashreplace")
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # a file name can be any bytes
    if closed:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))


class _BestEffort(TextIOWrapper):
    """A stream that is discarded after a failed write: a full disk, a closed pipe.

    A message that cannot be written must not change the exit code. Python keeps what it could not write,
    tries again when it ends, and exits with 120.
    """

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            _drop(self)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            _drop(self)


def _drop_output() -> None:
    """Discard stdout, so that Python does not flush it into a closed pipe at exit."""
    _drop(sys.stdout)


def _drop(stream: Any) -> None:
    """Redirect the stream to the null device, with its buffered output."""
    with suppress(OSError, ValueError):  # it has no descriptor, as in a test
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
