"""Files are written whole or not at all, with all that was theirs."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from newscat.article.finding import Edit, Finding, Fix, Severity
from newscat.article.frontmatter import Limits
from newscat.files.write import NotWrittenError, opened, write
from newscat.lint.apply import FixResult, fix_files
from terminal import environment

OLD, NEW = b"---\na: 1 \n---\n", b"---\na: 1\n---\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.md"
    path.write_bytes(OLD)
    return path


def written(path: Path, inside: Sequence[str] | None = None) -> str | None:
    return write(str(path), opened(str(path)).signature, NEW, [str(path.parent)] if inside is None else inside)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_mode_stays(path: Path) -> None:
    path.chmod(0o2640)
    assert written(path) is None
    assert path.read_bytes() == NEW
    assert stat.S_IMODE(path.stat().st_mode) == 0o2640
    assert names(path.parent) == ["a.md"]


def test_extended_attributes_stay(path: Path) -> None:
    try:
        os.setxattr(path, "user.colour", b"red")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    written(path)
    assert os.getxattr(path, "user.colour") == b"red"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_stays(path: Path) -> None:
    os.chown(path, 1234, 2345)
    path.chmod(0o4755)
    written(path)
    status = path.stat()
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 2345, 0o4755)


def test_of_a_link_the_target_is_written(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "b.md"
    link.symlink_to("a.md")
    assert written(link) is None
    assert link.is_symlink()
    assert path.read_bytes() == NEW


def test_a_link_that_leads_out_is_left_alone(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    link = folder / "b.md"
    link.symlink_to(path)
    with pytest.raises(NotWrittenError, match=r"^symbolic link that leads out of the catalogue$"):
        written(link)
    assert path.read_bytes() == OLD
    assert written(link, inside=[str(path)]) is None  # it was named itself


def test_the_other_hard_links_are_told_of(path: Path, tmp_path: Path) -> None:
    os.link(path, tmp_path / "b.md")
    assert written(path) == "1 other hard link to it has the old text"
    assert (tmp_path / "b.md").read_bytes() == OLD


def test_what_was_changed_meanwhile_is_not_written_over(path: Path) -> None:
    signature = opened(str(path)).signature
    os.utime(path)
    with pytest.raises(NotWrittenError, match=r"^it was changed by someone else$"):
        write(str(path), signature, NEW, [str(path.parent)])
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["a.md"]


def test_a_read_only_file_is_left_alone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)  # root may write everything
    with pytest.raises(NotWrittenError, match=r"^it is read-only$"):
        written(path)


@pytest.mark.parametrize("step", ["write", "fchmod", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "^C"])
def test_whatever_stops_us_the_old_file_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    def stop(*_: object) -> None:
        raise error

    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr("newscat.files.write._copy_metadata", stop)
        else:
            patch.setattr(os, step, stop)
        with pytest.raises(type(error)):
            written(path)
    assert path.read_bytes() == OLD
    assert names(path.parent) == ["a.md"]


# Writes one text, then the other, until it is killed.
WRITER = """\
import sys
from newscat.files.write import opened, write
path, folder = sys.argv[1:]
texts = b"x" * 3_000_000, b"y" * 4_000_000
print(flush=True)
while True:
    for text in texts:
        write(path, opened(path).signature, text, [folder])
"""


def test_after_kill_the_file_is_the_old_or_the_new_one(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"x" * 3_000_000)
    command = [sys.executable, "-c", WRITER, str(path), str(tmp_path)]
    for number in range(8):
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(0.003 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        data = path.read_bytes()
        assert data in {b"x" * 3_000_000, b"y" * 4_000_000}
    # What is left behind is hidden, so that nothing takes it for an article.
    assert [name for name in names(tmp_path) if not name.startswith(".newscat-")] == ["a.md"]


def trailing(path: str, source: bytes) -> list[Finding]:
    """A finding at the first space before a line end."""
    index = source.find(b" \n")
    fix = Fix("Take it out", (Edit(index, index + 1, ""),))
    return [Finding(path, 2, 5, "NC999", "fault", Severity.INFO, "wrong", fix)] if index >= 0 else []


def test_files_are_mended_one_by_one(path: Path, tmp_path: Path) -> None:
    other, gone = tmp_path / "b.md", tmp_path / "gone.md"
    other.write_bytes(NEW)
    [mended, untouched] = fix_files(map(str, (path, other, gone)), trailing, [str(tmp_path)], Limits())
    assert mended == FixResult(str(path), OLD, NEW, tuple(trailing(str(path), OLD)), ())
    assert untouched == FixResult(str(other), NEW, NEW, (), ())
    assert path.read_bytes() == NEW


def test_dry_tells_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    [mended] = fix_files([str(path)], trailing, [str(tmp_path)], Limits(), dry_run=True)
    assert mended.new == NEW
    assert path.read_bytes() == OLD


def test_what_cannot_be_written_keeps_its_findings(path: Path, tmp_path: Path) -> None:
    [mended] = fix_files([str(path)], trailing, [str(tmp_path / "elsewhere")], Limits())
    words = "symbolic link that leads out of the catalogue"
    assert mended == FixResult(str(path), OLD, OLD, (), tuple(trailing(str(path), OLD)), words)


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    [mended] = fix_files([str(tmp_path)], trailing, [str(tmp_path)], Limits())
    assert mended == FixResult(str(tmp_path), b"", b"", (), (), "folder, not a regular file")
