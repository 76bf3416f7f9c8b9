"""Verbs on the domain: `write` an article, `run` newscat, read the `ids` off its answer.

Every test starts in an empty folder of its own (`tmp_path`, the catalogue), with nothing of the
machine's environment that newscat would read.
"""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from terminal import ROOT, Result, environment, terminal

PUBLIC = ROOT.parent / "shared" / "catalogues"

# A busy machine must not fail a property; where CI is set, Hypothesis also repeats the same examples.
settings.register_profile("patient", settings.default, deadline=None)
settings.load_profile("patient")

# A shell starts what it runs in the background with ^C ignored, and every process below inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for _number in (signal.SIGHUP, signal.SIGTERM):  # under nohup, say
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """An empty working directory, a home of its own, 80 columns, UTC, no configuration, no pager, colour undecided."""
    home = tmp_path_factory.getbasetemp() / "home"
    home.mkdir(exist_ok=True)
    for name in [name for name in os.environ if name.startswith(("NEWSCAT_", "XDG_", "LC_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    for name in ("NO_COLOR", "FORCE_COLOR", "LANGUAGE", "LINES", "LESS", "LV", "BROWSER", "CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("NEWSCAT_CACHE_DIR", str(tmp_path_factory.getbasetemp() / "cache" / tmp_path.name))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("PAGER", "cat")
    monkeypatch.setenv("TZ", "UTC")
    monkeypatch.chdir(tmp_path)


# --- articles ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """`write("a.md", title="One")`: an article file in the catalogue; its path.

    Without further words it is complete and valid. A keyword adds or replaces a field, `without`
    names fields to leave out, `text` is the whole file (text or bytes).
    """

    def write(
        name: str,
        /,
        *,
        text: str | bytes | None = None,
        body: str = "",
        without: str | Iterable[str] = (),
        **fields: Any,
    ) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            gone = {without} if isinstance(without, str) else set(without)
            shown = {key: value for key, value in (valid(path.stem) | fields).items() if key not in gone}
            text = f"---\n{yaml_of(shown)}---\n{body}"
        path.write_bytes(text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text)
        return path

    return write


def valid(stem: str) -> dict[str, Any]:
    """The fields of an article that `validate` has nothing to say about."""
    url = f"https://www.example.com/{stem}"
    return {
        "category": "news",
        "title": f"Article {stem}",
        "excerpt": f"What {stem} has to say.",
        "publishedDateTime": datetime(2022, 3, 23, 20, 13, tzinfo=UTC),
        "originalUrl": url,
        "webUrl": url,
        "type": "article",
        "quality": 50,
        "heat": 50,
        "published": True,
        "provider": {"name": "Example", "domain": "example.com"},
        "topics": ["AI"],
        "images": [],
        "related": [],
        "secured": "bmV3c2NhdC1uZXdzY2F0LW5ld3NjYXQtbmV3c2NhdC0=;bmV3c2NhdC1uZXdzY2F0LQ==",
    }


def yaml_of(fields: Mapping[str, Any]) -> str:
    """`fields` as people write them: block style, texts quoted, timestamps bare and with `Z`."""
    return "".join(f"{key}:{_block(value, 2)}" for key, value in fields.items())


def _block(value: Any, indent: int) -> str:
    margin = " " * indent
    if isinstance(value, Mapping) and value:
        return "\n" + "".join(f"{margin}{key}:{_block(child, indent + 2)}" for key, child in value.items())
    if isinstance(value, list) and value:
        return "\n" + "".join(f"{margin}-{_element(child, indent + 2)}" for child in value)
    return f" {_scalar(value)}\n"


def _element(value: Any, indent: int) -> str:
    block = _block(value, indent)
    return " " + block.lstrip() if isinstance(value, Mapping) and value else block


def _scalar(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


@pytest.fixture
def powerapps() -> Path:
    """674 real articles, where they lie beside the project."""
    path = PUBLIC / "powerapps"
    if not path.is_dir():
        pytest.skip("the public catalogue 'powerapps' is not beside the project")
    return path


# --- newscat ----------------------------------------------------------------------------------------------------------


class Stream(io.TextIOWrapper):
    """A standard stream in memory, which says it is a terminal if told so."""

    def __init__(self, data: bytes = b"", *, tty: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8", errors="surrogateescape", newline="", write_through=True)
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty

    def text(self) -> str:
        """All that was written, line ends as they were."""
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8", "surrogateescape")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("list", "--topic", "AI")`: newscat inside this process: 50 times as quick as a process of its own."""

    def run(
        *args: str | os.PathLike[str],
        stdin: str | bytes | None = None,
        env: Mapping[str, str] | None = None,
        tty: bool = False,
        columns: int = 80,
    ) -> Result:
        from newscat.cli.app import main

        given = stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else stdin
        streams = {
            "stdin": Stream(given or b"", tty=tty and given is None),
            "stdout": Stream(tty=tty),
            "stderr": Stream(tty=tty),
        }
        with monkeypatch.context() as patch, contextlib.ExitStack() as stack:
            patch.setenv("COLUMNS", str(columns))
            for name, value in (env or {}).items():
                patch.setenv(name, value)
            for name, stream in streams.items():
                patch.setattr(sys, name, stream)
                stack.callback(stream.detach)
            exit_code = _ended(main, [os.fspath(arg) for arg in args])
            return Result(streams["stdout"].text(), streams["stderr"].text(), exit_code)

    return run


def _ended(main: Callable[[list[str]], int | None], args: list[str]) -> int:
    """The exit code that the shell would see."""
    try:
        return main(args) or 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)


@pytest.fixture
def run_process() -> Run:
    """The same as a process of its own: signals, pipes, closed streams, start-up."""

    def run_process(
        *args: str | os.PathLike[str],
        stdin: str | bytes | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> Result:
        done = subprocess.run(
            [sys.executable, "-m", "newscat", *args],
            input=stdin.encode("utf-8", "surrogateescape") if isinstance(stdin, str) else (stdin or b""),
            capture_output=True,
            env=environment(env),
            cwd=cwd,
            timeout=60,
            check=False,
        )
        stdout, stderr = (stream.decode("utf-8", "surrogateescape") for stream in (done.stdout, done.stderr))
        return Result(stdout, stderr, done.returncode)

    return run_process


@pytest.fixture
def run_terminal() -> Run:
    """The same under a real pseudo-terminal of the given size; escape sequences stay in the answer."""

    def run_terminal(
        *args: str | os.PathLike[str], columns: int = 80, lines: int = 24, env: Mapping[str, str] | None = None
    ) -> Result:
        return terminal([sys.executable, "-m", "newscat", *args], columns, lines, environment(env))

    return run_terminal


@pytest.fixture
def ids() -> Callable[[Result], list[str]]:
    """`ids(run("list"))`: the ids of a TSV table with an `id` column, or of a plain list of ids."""

    def ids(result: Result) -> list[str]:
        assert result.exit_code == 0, result
        first, *rest = result.stdout.splitlines() or [""]
        header = first.split("\t")
        if "id" not in header:
            return [line for line in (first, *rest) if line]
        return [line.split("\t")[header.index("id")] for line in rest]

    return ids
