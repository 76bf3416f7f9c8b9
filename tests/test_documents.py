"""Test the documents: every `console` block shows the real output, and every Python block runs.

A `console` block is a session on an 80-column terminal in the root of the repository, without colour: each `$ …` line
is run by the shell, and the lines after it are everything that the terminal shows.

    python tests/test_documents.py --write

regenerates the blocks, and the picture in the README, from the current output. Read the diff before you commit it.
"""

import doctest
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import picture
from newscat.cli.app import COMMANDS
from newscat.config import SETTINGS, load
from terminal import ROOT, Result, environment, terminal

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("**/*.md"))]

BLOCK = re.compile(r"^```(?P<language>[\w-]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)

# CSI and OSC (hyperlinks) sequences, ECMA-48: the documents show the words alone.
ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))")


@dataclass(frozen=True)
class Block:
    """A fenced block: `line` is that of its first line of text in the file, 1-based."""

    path: Path
    line: int
    text: str

    @property
    def name(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def blocks(*languages: str) -> list[Block]:
    return [block for path in DOCUMENTS if path.exists() for block in _blocks(path, languages)]


def _blocks(path: Path, languages: tuple[str, ...]) -> Iterator[Block]:
    text = path.read_text(encoding="utf-8")
    for match in BLOCK.finditer(text):
        if match["language"] in languages:
            yield Block(path, text.count("\n", 0, match.start("text")) + 1, match["text"])


def session(text: str, folder: Path) -> str:
    """The same block with what each command shows now; `folder` takes the shell's `newscat`."""
    env = _shell(folder)
    return "".join(f"{command}\n{shown(command, env)}" for command in commands(text))


def commands(text: str) -> list[str]:
    """The `$ …` lines, each with its continuations (a backslash at the end)."""
    return re.findall(r"^\$ (?:.*\\\n)*.*$", text, re.MULTILINE)


def shown(command: str, env: Mapping[str, str]) -> str:
    result = terminal(["sh", "-c", command.removeprefix("$ ")], 80, 24, env, cwd=ROOT)
    lines = [line.rstrip() for line in ESCAPE.sub("", result.stdout).splitlines()]
    return "".join(f"{line}\n" for line in lines)


def _shell(folder: Path) -> dict[str, str]:
    """An environment with nothing of the reader's own, in which `newscat` is this checkout's, installed or not."""
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "newscat"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m newscat "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": environment()["PYTHONPATH"],
        "HOME": str(folder),
        "NEWSCAT_CACHE_DIR": str(folder / "cache"),
        "PAGER": "cat",
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
    }


@pytest.mark.newest
@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.name)
def test_a_session_shows_what_the_document_says(block: Block, tmp_path: Path) -> None:
    assert session(block.text, tmp_path / "bin") == block.text


@pytest.mark.newest
def test_the_picture_in_the_readme_shows_the_real_output(tmp_path: Path) -> None:
    assert picture.PATH.read_text(encoding="utf-8") == picture.drawn(_shell(tmp_path / "bin"))


@pytest.mark.parametrize("block", blocks("python"), ids=lambda block: block.name)
def test_python_does_what_the_document_says(block: Block, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    if ">>> " in block.text:
        examples = doctest.DocTestParser().get_doctest(block.text, {}, block.name, str(block.path), block.line)
        doctest.DebugRunner().run(examples)
    else:
        exec(compile(block.text, block.name, "exec"), {})


def test_the_readme_has_sessions_and_shell_commands() -> None:
    readme = {language: len(list(_blocks(ROOT / "README.md", (language,)))) for language in ("console", "sh")}
    assert all(readme.values()), readme


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_is_in_the_documents(command: str, run: Callable[..., Result]) -> None:
    section = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8").partition(f"\n## {command}\n")[2]
    section = section.partition("\n## ")[0].replace("\n", " ")
    group = ("status", "refresh", "clear", "watch") if command == "index" else ()
    helps = [run(command, *each, "--help", columns=200).stdout for each in [(), *((name,) for name in group)]]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", "".join(helps)))
    assert options > {"--help", "--color"}
    assert sorted(option for option in options if f"{option} " not in section) == []


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_in_the_documents(setting: str) -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    table = page.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|(.*?)\|", table, re.MULTILINE)
    assert [row for row in rows if f"`{setting}`" in row] != []


@pytest.mark.parametrize("block", blocks("toml"), ids=lambda block: block.name)
def test_a_configuration_in_the_documents_is_accepted(block: Block, tmp_path: Path) -> None:
    if block.text.startswith("[project."):
        pytest.skip("a pyproject.toml of somebody's package")
    (tmp_path / "newscat.toml").write_text(block.text, encoding="utf-8")
    assert load(str(tmp_path), {}).source == "newscat.toml"


LINK = re.compile(r"\[[^\]]*\]\((?!https?://|mailto:)([^)#\s]*)(?:#([^)\s]*))?\)")


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.exists()], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    dead = []
    for file, anchor in LINK.findall(
        re.sub(r"^```.*?^```$", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    ):
        target = path.parent / file if file else path
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            dead.append(f"{file}#{anchor}")
    assert dead == []


def _anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ (.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


# --- the documents' own tools -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("$ one\nanswer\n$ two\n", ["$ one", "$ two"]),
        ("$ one \\\n    --more\nanswer\n", ["$ one \\\n    --more"]),
        ("an answer with $ in it\n", []),
    ],
)
def test_commands_are_the_lines_after_a_dollar(text: str, expected: list[str]) -> None:
    assert commands(text) == expected


def test_a_session_is_one_of_a_terminal_without_its_escapes(tmp_path: Path) -> None:
    block = "$ test -t 1 && printf '\\033[1mbold\\033[0m  \\n'; echo no >&2\n$ stty size\n"
    assert session(block, tmp_path) == (
        "$ test -t 1 && printf '\\033[1mbold\\033[0m  \\n'; echo no >&2\nbold\nno\n$ stty size\n24 80\n"
    )


def rewrite(path: Path, folder: Path) -> bool:
    """Regenerate the sessions of the document; return whether anything changed."""
    before = path.read_text(encoding="utf-8")
    after = BLOCK.sub(
        lambda match: (
            f"```console\n{session(match['text'], Path(tempfile.mkdtemp(dir=folder)))}```"
            if match["language"] == "console"
            else match.group()
        ),
        before,
    )
    if "newscat: a bug in newscat" in after:
        sys.exit(f"{path.relative_to(ROOT)}: left as it was: newscat is broken just now")
    path.write_text(after, encoding="utf-8")
    return before != after


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    for document in DOCUMENTS:
        with tempfile.TemporaryDirectory() as scratch:
            if document.exists() and rewrite(document, Path(scratch)):
                print(f"{document.relative_to(ROOT)}: updated")
    with tempfile.TemporaryDirectory() as scratch:
        if picture.write(_shell(Path(scratch))):
            print(f"{picture.PATH.relative_to(ROOT)}: updated")
