"""A package that brings rules, as `newscat validate` meets it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from terminal import Result

Run = Callable[..., Result]
Write = Callable[..., Path]

RULE = '''
from newscat.article.finding import Severity
from newscat.rules.engine import Match, rule


@rule("XY101", Severity.ERROR)
def shouting_title(article):
    """The title shouts."""
    if article.record and (article.record.title or "").endswith("!"):
        yield Match(("title",), "the title shouts{more}")
'''


@pytest.fixture
def package(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], dict[str, str]]:
    """`package(code, version)`: newscat-shouting is installed in this version; the environment that sees it."""
    site = tmp_path_factory.mktemp("site")

    def package(code: str, version: str) -> dict[str, str]:
        for old in site.glob("*.dist-info/*"):
            old.unlink()
        meta = site / f"newscat_shouting-{version}.dist-info"
        meta.mkdir(exist_ok=True)
        (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: newscat-shouting\nVersion: {version}\n")
        (meta / "entry_points.txt").write_text("[newscat.rules]\nshouting = newscat_shouting\n")
        (site / "newscat_shouting.py").write_text(code)
        return {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1"}

    return package


def test_its_findings_are_among_the_others_and_kept(
    run_process: Run, write: Write, package: Callable[[str, str], dict[str, str]]
) -> None:
    write("a.md", title="One!")
    here = package(RULE.replace("{more}", ""), "1.0")
    for _ in range(2):  # the second answer comes from the index
        result = run_process("validate", "--format", "concise", ".", env=here)
        assert result.stdout.splitlines()[0].endswith("XY101 the title shouts")
        assert result.exit_code == 1
    assert run_process("validate", "--ignore", "XY", ".", env=here).exit_code == 0
    assert run_process("validate", "--select", "shouting-title", ".", env=here).exit_code == 1
    newer = package(RULE.replace("{more}", " aloud"), "1.1")
    assert "the title shouts aloud" in run_process("validate", ".", env=newer).stdout
    assert run_process("validate", ".").exit_code == 0  # and without it, nothing of it is left


def test_worker_processes_know_its_rules(
    run_process: Run, write: Write, package: Callable[[str, str], dict[str, str]]
) -> None:
    text = write("0.md", title="One!").read_text()
    for number in range(1, 2100):
        write(f"{number}.md", text=text)
    here = package(RULE.replace("{more}", ""), "1.0")
    result = run_process("validate", "--select", "XY101", ".", env=here)
    assert result.stdout.count("XY101") == 2100


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0\n", "plugin newscat-shouting 1.0 (newscat_shouting) cannot be loaded: ZeroDivisionError: "),
        (RULE.replace("if article", "1 / 0\n    if article"), "rule XY101 (shouting-title) failed on ./a.md: "),
    ],
)
def test_a_broken_one_is_one_line_and_exit_2(
    run_process: Run, write: Write, package: Callable[[str, str], dict[str, str]], code: str, message: str
) -> None:
    write("a.md")
    result = run_process("validate", ".", env=package(code, "1.0"))
    assert (result.stdout, result.stderr) == ("", f"newscat: {message}" + result.stderr.partition(message)[2])
    assert result.stderr.endswith("division by zero\n")
    assert result.exit_code == 2


def test_list_does_not_look_for_it(
    run_process: Run, write: Write, package: Callable[[str, str], dict[str, str]]
) -> None:
    write("a.md")
    assert run_process("list", "--format", "ids", ".", env=package("1 / 0\n", "1.0")).exit_code == 0
