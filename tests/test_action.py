"""The GitHub Action: its steps, run as a runner would, against articles with and without an error."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from terminal import ROOT

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
SETUP, INSTALL, VALIDATE = STEPS
OFFLINE = re.compile("Could not find a version|NewConnectionError|Temporary failure in name resolution")


@dataclass
class Job:
    """What one job's steps share: their inputs and the runner's files."""

    folder: Path
    inputs: Mapping[str, str]

    def run(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """One step of the action, in the job's folder."""
        values = {
            **{f"inputs.{name}": self.inputs.get(name, one["default"]) for name, one in ACTION["inputs"].items()},
            "github.action_path": os.fspath(ROOT),
            "steps.python.outputs.python-path": sys.executable,
        }

        def filled(text: str) -> str:
            return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: values[match[1]], text)

        env = {
            **os.environ,
            "HOME": pwd.getpwuid(os.getuid()).pw_dir,  # whose settings of pip hold
            "PIP_CONSTRAINT": os.environ.get("PIP_CONSTRAINT", os.fspath(ROOT / ".ci" / "constraints.txt")),
            "RUNNER_TEMP": os.fspath(self.folder / "temp"),
            "GITHUB_STEP_SUMMARY": os.fspath(self.folder / "summary.md"),
            **{name: filled(text) for name, text in step["env"].items()},
        }
        (self.folder / "temp").mkdir(exist_ok=True)
        script = self.folder / "temp" / "step.sh"
        script.write_text(step["run"], encoding="utf-8")
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", script]
        cwd = self.folder / filled(step.get("working-directory", "."))
        return subprocess.run(shell, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=300)

    @property
    def summary(self) -> str:
        return (self.folder / "summary.md").read_text(encoding="utf-8")


@pytest.fixture
def job(tmp_path: Path) -> Callable[..., Job]:
    """`job(paths="articles")`: a job whose newscat is this checkout's, as if it had been installed."""
    if not shutil.which("bash"):
        pytest.skip("bash is not installed")

    def job(**inputs: str) -> Job:
        command = tmp_path / "temp" / "newscat" / "bin" / "newscat"
        command.parent.mkdir(parents=True, exist_ok=True)
        command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m newscat "$@"\n', "utf-8")
        command.chmod(0o755)
        return Job(tmp_path, {name.replace("_", "-"): value for name, value in inputs.items()})

    return job


def test_no_input_is_part_of_a_script() -> None:
    """A pull request's title in an input would be a command."""
    assert [step["name"] for step in STEPS if "${{" in step.get("run", "")] == []
    assert SETUP["uses"].startswith("actions/setup-python@")
    assert [step["shell"] for step in STEPS[1:]] == ["bash", "bash"]


def test_findings_are_marked_and_summarised_and_the_exit_code_is_kept(
    job: Callable[..., Job], write: Callable[..., Path]
) -> None:
    write("articles/good.md")
    write("articles/bad.md", quality="high")
    (ours := job(paths="articles")).folder.joinpath("summary.md").write_text("# Before\n", encoding="utf-8")
    done = ours.run(VALIDATE)
    assert done.stdout == (
        "::error file=articles/bad.md,line=9,col=10,title=NC203 not-an-integer::"
        "'quality' is the string 'high', not an integer\n"
    )
    assert (done.stderr, done.returncode) == ("1 error in 1 of 2 articles\n", 1)
    assert ours.summary == (
        "# Before\n"
        "## newscat: 1 error in 1 of 2 articles\n"
        "\n"
        "| | Rule | Findings |\n"
        "| --- | --- | ---: |\n"
        "| error | NC203 not-an-integer | 1 |\n"
        "\n"
        "| Where | | Rule | What |\n"
        "| --- | --- | --- | --- |\n"
        "| articles/bad.md:9:10 | error | NC203 not-an-integer | 'quality' is the string 'high', not an integer |\n"
    )


def test_nothing_wrong_is_said_too(job: Callable[..., Job], write: Callable[..., Path]) -> None:
    write("sub/good.md")
    ours = job(working_directory="sub")
    done = ours.run(VALIDATE)
    assert (done.stdout, done.stderr, done.returncode) == ("", "No findings in 1 article\n", 0)
    assert ours.summary == "## newscat: No findings in 1 article\n"


def test_a_job_that_checked_nothing_fails(job: Callable[..., Job], write: Callable[..., Path]) -> None:
    write("README.md", text="# Read me\n")
    done = job().run(VALIDATE)
    said = "newscat: no articles in .: 1 file has no front matter (--allow-empty accepts this)\n"
    assert (done.stdout, done.stderr, done.returncode) == ("", said, 2)
    accepted = job(args="--allow-empty").run(VALIDATE)
    said = "No findings in 0 articles (1 file has no front matter)\n"
    assert (accepted.stdout, accepted.stderr, accepted.returncode) == ("", said, 0)


def test_paths_may_have_blanks_and_options_are_quoted_as_for_a_shell(
    job: Callable[..., Job], write: Callable[..., Path]
) -> None:
    write("my articles/bad.md", quality="high")
    write("-more/$(touch forged)/worse.md", quality="high")
    ours = job(
        paths="my articles\n\n-more\n",
        args="--quiet --ignore 'not-an-integer' --format \"ndjson=my report; touch forged\"",
    )
    done = ours.run(VALIDATE)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert (ours.folder / "my report; touch forged").is_file()
    assert not (ours.folder / "forged").exists()


def test_options_that_cannot_be_read_end_the_step(job: Callable[..., Job], write: Callable[..., Path]) -> None:
    write("good.md")
    assert job(args="--select 'NC1").run(VALIDATE).returncode != 0
    done = job(args="--select NC9").run(VALIDATE)
    assert (done.stderr.startswith("newscat: unknown rule 'NC9'"), done.returncode) == (True, 2)


@pytest.mark.slow
def test_the_action_installs_the_newscat_it_comes_with(tmp_path: Path, write: Callable[..., Path]) -> None:
    write("articles/good.md")
    ours = Job(tmp_path, {"paths": "articles"})
    installed = ours.run(INSTALL)
    if OFFLINE.search(installed.stderr):
        pytest.skip("the package index cannot be reached")
    assert installed.returncode == 0, installed.stderr
    done = ours.run(VALIDATE)
    assert (done.stdout, done.stderr, done.returncode) == ("", "No findings in 1 article\n", 0)
