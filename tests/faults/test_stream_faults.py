"""Streams that are closed or full, environments that are odd, ^C at any moment: an answer or one clear sentence."""

import ast
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faults.faults import LIST, said, start, write_all
from terminal import ROOT, Result, environment


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    write_all(tmp_path / "articles")
    (tmp_path / "articles" / "caf\u00e9 \u6f22 \u202e.md").write_text(
        "---\ntitle: \u6f22\u5b57 \u202e\n---\n", encoding="utf-8"
    )
    return tmp_path / "articles"


def shell(script: str, env: dict[str, str] | None = None) -> Result:
    """`$newscat` in it is newscat."""
    full = environment({"newscat": f"{sys.executable} -m newscat", **(env or {})})
    done = subprocess.run(["sh", "-c", script], env=full, capture_output=True, timeout=60, check=False)
    return Result(done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), done.returncode)


COMMANDS = (
    "list",
    "list --format json",
    "search quokka",
    "show 001",
    "validate --select NC0",
    "index status",
    "--help",
)


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-", "<&- 2>&-"])
@pytest.mark.parametrize("command", COMMANDS)
def test_closed_streams(command: str, closed: str, catalogue: Path) -> None:
    result = shell(f"$newscat {command} {closed}")
    assert "Traceback" not in result.stderr
    assert result.exit_code == (1 if ">&-" in closed.replace("2>&-", "") else 0), result


@pytest.mark.parametrize("command", ["list", "list --format json", "search quokka", "show 001", "validate", "--help"])
def test_a_full_device(command: str, catalogue: Path) -> None:
    result = shell(f"$newscat {command} >/dev/full")
    assert (result.stderr.splitlines()[-1:], result.exit_code) == (
        ["newscat: cannot write: No space left on device"],
        1,
    )
    quiet = shell(f"$newscat {command} 2>/dev/full >/dev/full")
    assert quiet == Result("", "", 1)


@pytest.mark.parametrize("command", [*COMMANDS, "validate", "list nowhere", "search nothing", "index refresh", "lsit"])
def test_a_message_that_cannot_be_written_does_not_change_the_exit_code(command: str, catalogue: Path) -> None:
    expected = shell(f"$newscat {command} 2>/dev/null")
    if command == "index status":  # ages
        expected = Result("", "", expected.exit_code)
        command += " >/dev/null"
    assert shell(f"$newscat {command} 2>/dev/full") == expected
    assert shell(f"$newscat {command} 2>&-") == expected
    assert shell(f"$newscat {command} 2</dev/null") == expected


@pytest.mark.parametrize("command", ["validate", "list nowhere", "show 001"])
def test_a_log_file_that_may_not_grow_does_not_change_the_exit_code(command: str, catalogue: Path) -> None:
    expected = shell(f"$newscat {command} --no-cache 2>/dev/null")
    assert shell(f"touch log; ulimit -f 0; $newscat {command} --no-cache 2>>log") == expected
    assert Path("log").read_bytes() == b""


@pytest.mark.parametrize("command", COMMANDS)
def test_a_reader_that_goes_away(command: str, catalogue: Path) -> None:
    result = shell(f"$newscat {command} | true; $newscat {command} 2>&1 | head -c 1 >/dev/null")
    assert result.exit_code == 0
    assert "Traceback" not in result.stderr


ODD = {
    "an old locale": {"LANG": "C", "LC_ALL": "C"},
    "a locale that is none": {"LANG": "xx_YY.nonsense", "LC_ALL": "xx_YY.nonsense"},
    "Latin-1": {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONIOENCODING": "latin-1"},
    "ASCII, strictly": {"PYTHONIOENCODING": "ascii:strict"},
    "a terminal that is dumb": {"TERM": "dumb"},
    "no terminal": {"TERM": ""},
    "no columns": {"COLUMNS": "0"},
    "one column": {"COLUMNS": "1"},
    "columns below nought": {"COLUMNS": "-5"},
    "columns that are none": {"COLUMNS": "x\u00b2"},
    "a billion columns": {"COLUMNS": "99999999999999999999"},
    "no home": {"HOME": "", "XDG_CACHE_HOME": "", "NEWSCAT_CACHE_DIR": ""},
    "a home that is a file": {"HOME": "/dev/null", "NEWSCAT_CACHE_DIR": ""},
    "a cache folder that is a file": {"NEWSCAT_CACHE_DIR": "/dev/null/x"},
    "a cache folder with a line feed": {"NEWSCAT_CACHE_DIR": "/dev/null/a\nb\x1b[31m"},
    "warnings as errors": {"PYTHONWARNINGS": "error"},
    "development mode": {"PYTHONDEVMODE": "1"},
    "optimised": {"PYTHONOPTIMIZE": "2"},
    "colour forced": {"FORCE_COLOR": "1"},
    "an odd time zone": {"TZ": "Nowhere/Else"},
    "hashes at random": {"PYTHONHASHSEED": "12345"},
}


@pytest.mark.parametrize("name", ODD)
def test_odd_environments(name: str, catalogue: Path) -> None:
    expected = said(*LIST)
    result = said(*LIST, env=ODD[name])
    assert (result.stdout, result.exit_code) == (expected.stdout, 0), result.stderr
    assert "Traceback" not in result.stderr
    assert all(each.isprintable() or each == "\n" for each in result.stderr)
    for args in (("list",), ("list", "--format", "table"), ("show", "001"), ("validate",), ("--help",)):
        assert said(*args, env=ODD[name]).exit_code in (0, 1)


def test_a_working_directory_that_is_gone(tmp_path: Path, catalogue: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    where = f"mkdir -p {gone} && cd {gone} && rmdir {gone} && "
    assert shell(f"{where} $newscat --version").exit_code == 0
    assert shell(f"{where} $newscat list {catalogue} --count") == Result("41\n", "", 0)
    result = shell(f"{where} $newscat list")
    assert (result.stdout, result.exit_code) == ("", 2)
    assert result.stderr.startswith("newscat: cannot reach the working directory")


# In `signal` the handler is just being set.
IN_MAIN = re.compile(rb'newscat/__main__\.py", line \d+, in main\n(?!(.*\n)*.*/signal\.py")')


def test_control_c_at_any_moment(catalogue: Path, tmp_path: Path) -> None:
    """As soon as `newscat.__main__.main` has set its handler; before that Python starts, and imports what it needs."""
    write_all(catalogue, 400)
    temporary = tmp_path / "temporary"
    temporary.mkdir()

    def interrupted(number: int) -> int:
        process = start(*(LIST, ("search", "quokka"))[number % 2], env={"TMPDIR": str(temporary)})
        time.sleep(0.04 + 0.012 * number)
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=30)
        if b"<function _get_module_lock" in stderr:  # Python's import drops a ^C that comes in a callback of its own
            assert (b"newscat" in stderr, process.returncode) == (False, 0)
        elif IN_MAIN.search(stderr) or process.returncode not in (1, -2):  # not Python's own start
            assert (stderr, process.returncode) in ((b"", 130), (b"", 0)), (number, stdout[-99:])
        return process.returncode

    with ThreadPoolExecutor(4) as pool:  # most of the time is waiting for the moment
        assert 130 in set(pool.map(interrupted, range(40)))
    assert list(temporary.iterdir()) == []


def test_a_bug_leaves_a_report_and_one_line(catalogue: Path, tmp_path: Path) -> None:
    script = (
        "import newscat.index.catalogue as it, sys\n"
        "def fail(*_): raise KeyError('\\x1b[31m\\nsecond')\n"
        "it.Catalogue.count = fail\n"
        "from newscat.cli.app import main\nmain(['list'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=False
    )
    [line] = done.stderr.splitlines()
    said, _, path = line.removesuffix(")").partition(" (report: ")
    assert said.endswith(r"KeyError: '\x1b[31m\nsecond'")
    assert (done.stdout, done.returncode) == ("", 3)
    report = Path(path)
    assert report.stat().st_mode & 0o777 == 0o600
    assert "Traceback" in report.read_text(encoding="utf-8")
    assert "\x1b" not in report.read_text(encoding="utf-8")
    assert report.parent == Path(os.environ["NEWSCAT_CACHE_DIR"])
    shown = subprocess.run(
        [sys.executable, "-c", script],
        env=environment({"NEWSCAT_DEBUG": "1"}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" in shown.stderr


# --- one door ---------------------------------------------------------------------------------------------------------

# What may write to a stream without `visible`, `one_line` or `in_json` in the same expression, and why.
_ALLOWED = {
    "newscat/cli/crash.py": "the report is made visible as a whole",
}
_SAFE = {"visible", "one_line", "in_json", "dump", "escaped", "error", "for_file", "plain_line", "counted", "plural"}


def _writes(path: Path) -> list[tuple[int, str]]:
    """Lines with `print`, or with a write to a standard stream of something that is put together from values."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name == "print" or (name.endswith(".print") and "console" not in name and "_print" not in name):
            found.append((node.lineno, ast.unparse(node)))
        if name in ("sys.stderr.write", "sys.stdout.write", "sys.stderr.writelines", "sys.stdout.writelines"):
            called = {
                ast.unparse(each.func).rpartition(".")[2] for each in ast.walk(node) if isinstance(each, ast.Call)
            }
            values = [each for each in ast.walk(node) if isinstance(each, ast.FormattedValue)]
            if values and not called & _SAFE:
                found.append((node.lineno, ast.unparse(node)))
    return found


def test_nothing_is_printed_past_the_one_door() -> None:
    found = {
        str(path.relative_to(ROOT)): _writes(path)
        for path in sorted((ROOT / "newscat").rglob("*.py"))
        if str(path.relative_to(ROOT)) not in _ALLOWED
    }
    left = {path: lines for path, lines in found.items() if lines}
    # The version is ours, and `say` and `show` are given lines that are safe.
    assert {path: [line for _, line in lines] for path, lines in left.items()} == {
        "newscat/cli/app.py": ["sys.stdout.write(f'newscat {__version__}\\n')"],
        "newscat/cli/show.py": ["sys.stderr.writelines((f'{line}\\n' for line in lines))"],
        "newscat/cli/session.py": ["sys.stderr.write(f'{sentence}\\n')"],
    }
