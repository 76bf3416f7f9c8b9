"""What docs/ci.md tells people to put into their CI works as it is printed."""

import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from newscat.output.reports import FORMATS
from terminal import ROOT, Result

TEXT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```\w+\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
COMMANDS = re.findall(r"newscat validate [^'|\n]*", "\n".join(BLOCKS))


@pytest.mark.parametrize("block", re.findall(r"^```yaml\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL))
def test_a_block_is_yaml(block: str) -> None:
    assert isinstance(yaml.safe_load(block), dict)


@pytest.fixture
def repository(tmp_path: Path, run: Callable[..., Result], write: Callable[..., Path]) -> None:
    """A git repository with one article, a baseline, and a branch of origin that differs in nothing."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    write("articles/a.md")
    run("validate", "--write-baseline", "newscat-baseline.json", "articles")
    who = ["-c", "user.name=newscat", "-c", "user.email=newscat@example.org"]
    for command in (
        ["init", "-q"],
        ["add", "-A"],
        [*who, "commit", "-q", "-m", "All"],
        ["update-ref", "refs/remotes/origin/main", "HEAD"],
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_runs_as_printed(repository: None, command: str, run: Callable[..., Result]) -> None:
    result = run(*shlex.split(command)[1:])
    assert result.exit_code == 0, result


def test_every_format_is_told() -> None:
    rows = "".join(re.findall(r"^\|(.*?)\|", TEXT.partition("## Formats")[2].partition("\n## ")[0], re.MULTILINE))
    assert [name for name in FORMATS if f"`{name}`" not in rows + "`text`"] == []
