"""The hook for pre-commit: what it is asked for, and one real run of it."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from newscat.config import INCLUDE
from terminal import ROOT

HOOK = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))[0]
# What a build of newscat needs of a checkout.
SOURCES = ("newscat", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
OFFLINE = re.compile("Could not find a version|NewConnectionError|Temporary failure in name resolution")


def test_the_hook_sees_the_whole_catalogue() -> None:
    assert HOOK["pass_filenames"] is False
    assert HOOK["require_serial"] is True
    assert HOOK["entry"] == "newscat validate"


def test_the_hook_runs_for_articles_and_settings_alone() -> None:
    wanted = re.compile(HOOK["files"])
    names = [pattern.replace("*", "a/b") for pattern in INCLUDE] + ["newscat.toml", "a/pyproject.toml"]
    assert [name for name in names if not wanted.search(name)] == []
    assert [name for name in ("a.py", "md", "a.mdq", "poetry.toml", "xnewscat.toml") if wanted.search(name)] == []


def run(*command: str | os.PathLike[str], cwd: Path) -> subprocess.CompletedProcess[str]:
    """With the settings of pip that this account has, and no settings of git at all."""
    env = {
        **os.environ,
        "HOME": pwd.getpwuid(os.getuid()).pw_dir,
        # The test must pass whatever is released later; empty, it takes the newest.
        "PIP_CONSTRAINT": os.environ.get("PIP_CONSTRAINT", os.fspath(ROOT / ".ci" / "constraints.txt")),
        "PRE_COMMIT_HOME": os.fspath(cwd.parent / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "newscat@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300)


def repository(folder: Path) -> str:
    """Commit all that is in the folder; the commit's name."""
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All"]):
        done = run("git", *command, cwd=folder)
        assert done.returncode == 0, done.stderr
    return run("git", "rev-parse", "HEAD", cwd=folder).stdout.strip()


def checkout(folder: Path) -> str:
    """newscat's sources as a git repository of their own, whatever this one is."""
    folder.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, folder / name)
    return repository(folder)


@pytest.mark.slow
def test_a_commit_with_a_broken_article_is_refused(tmp_path: Path, write: Callable[..., Path]) -> None:
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    pytest.importorskip("pre_commit", reason="pre-commit is not installed")
    newscat = tmp_path / "newscat"
    revision = checkout(newscat)
    write("mine/articles/good.md")
    mine = tmp_path / "mine"
    (mine / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {newscat}\n  rev: {revision}\n  hooks:\n  - id: newscat\n    args: [--quiet, articles]\n",
        encoding="utf-8",
    )
    repository(mine)

    hook = [sys.executable, "-m", "pre_commit", "run", "--color", "never"]
    passed = run(*hook, "--all-files", cwd=mine)
    if OFFLINE.search(passed.stdout):
        pytest.skip("the package index cannot be reached")
    assert passed.returncode == 0, passed.stdout + passed.stderr
    assert re.fullmatch(r"newscat validate\.+Passed", passed.stdout.splitlines()[-1])

    write("mine/articles/bad.md", quality="high")
    write("mine/notes.py", text="")
    run("git", "add", "notes.py", cwd=mine)
    assert "(no files to check)Skipped" in run(*hook, cwd=mine).stdout
    run("git", "add", "-A", cwd=mine)
    failed = run(*hook, cwd=mine)
    assert failed.returncode == 1
    lines = failed.stdout.splitlines()
    assert lines[0].endswith("Failed")
    assert lines[1:4] == ["- hook id: newscat", "- exit code: 1", ""]
    assert [line for line in lines[4:] if line] == [
        "articles/bad.md:9:10: NC203 'quality' is the string 'high', not an integer"
    ]
