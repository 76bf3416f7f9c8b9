"""Folders that are hostile: names, links, pipes, rights, times, depth."""

import os
import socket
from pathlib import Path

from hostile.cases import Case, Maker, article, case

_ONE = article().encode()
# Root may read everything.
CLOSED = "NC001:1" if os.geteuid() else ""


def link(target: str) -> Maker:
    return lambda path: path.symlink_to(target)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    """Bound by a short name: the path of a socket has at most 107 bytes."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(path.name)
    finally:
        os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()


def with_mode(mode: int, data: bytes = _ONE) -> Maker:
    def make(path: Path) -> None:
        path.write_bytes(data)
        path.chmod(mode)

    return make


def timed(ns: int) -> Maker:
    def make(path: Path) -> None:
        path.write_bytes(_ONE)
        os.utime(path, ns=(ns, ns))

    return make


def closed_folder(path: Path) -> None:
    path.mkdir()
    (path / "hidden.md").write_bytes(_ONE)
    path.chmod(0)


def deep(levels: int) -> Maker:
    def make(path: Path) -> None:
        here = Path.cwd()
        path.mkdir()
        try:
            os.chdir(path)
            for _ in range(levels):
                Path("d" * 50).mkdir()
                os.chdir("d" * 50)
            Path("end.md").write_bytes(_ONE)
        finally:
            os.chdir(here)

    return make


def hard_link(target: str) -> Maker:
    return lambda path: os.link(path.parent / target, path)


def tree(name: str, outcome: dict[str, str], files: dict[str, bytes | Maker], *, apart: bool = False) -> Case:
    return Case(name, outcome, files, apart)


def named(name: str, file: str) -> Case:
    return Case(name, {file: "listed"}, {file: _ONE})


NAMES = [
    named("a name with a line feed", "a\nb.md"),
    named("a name that forges a finding", "x.md:1:1: NC001 forged\ny.md"),
    named("a name with a tab", "a\tb.md"),
    named("a name with an escape sequence", "\x1b[31mred.md"),
    named("a name with a carriage return", "good\rbad.md"),
    named("a name with a bidi override", "\u202edm.md"),
    named("a name with C1 controls", "\x9b31m.md"),
    named("a name that is not UTF-8", os.fsdecode(b"caf\xe9.md")),
    named("a name of bytes that are none", os.fsdecode(b"\xff\xfe\x80.md")),
    named("a name like those that stand for bytes", "\U0010ff80\U0010ffff.md"),
    named("a name with a leading dash", "-rf.md"),
    named("a name like an option", "--help.md"),
    named("a name of markup", "[red]x[/red].md"),
    named("a name of blanks", "   .md"),
    named("a name that ends in a blank", "a .md"),
    named("a name of 255 bytes", "n" * 252 + ".md"),
    named("a name of 255 bytes in characters", "\u20ac" * 84 + ".md"),
    named("a name with quotes", "a'b\"c`d.md"),
    named("a name with glob characters", "*[!a]?.md"),
    named("a name with a backslash", "a\\b.md"),
    named("a name with a workflow command", "::error::x.md"),
    named("a name with a percent sign", "%0A%2e.md"),
    named("a name that a spreadsheet would run", "=1+1.md"),
    named("a name in two forms of Unicode", "e\u0301\u00e9.md"),
    named("a name with a semicolon", "a;b&c|d.md"),
    named("a folder with a line feed in its name", "new\nline/x.md"),
    named("a folder that is not UTF-8", os.fsdecode(b"\xe9t\xe9/x.md")),
    named("a folder named as an article", "x.md/y.md"),
    case("a name of an extension in capitals", "listed", _ONE, file="x.MD"),
    case("a name of an extension alone", "ignored", _ONE, file=".md"),
]

SPECIAL = [
    case("a named pipe", "NC001:1", pipe),
    case("a socket", "NC001:1", unix_socket),
    case("a link to a device that never ends", "NC001:1", link("/dev/zero")),
    case("a link to the terminal", "NC001:1", link("/dev/tty")),
    case("a link to a file of /proc", "NC001:1", link("/proc/self/environ")),
    case("a link to memory", "NC001:1", link("/proc/self/mem")),
    case("a link out of the catalogue", "NC001:1", link("/etc/hostname")),
    case("a link to nothing", "NC001:1", link("nowhere.md")),
    case("a link to itself", "NC001:1", link("x.md")),
    case("a link to a folder", "ignored", link(".")),
    case("a folder with the name of an article", "ignored", folder),
    tree("a link that stays inside", {"a.md": "listed", "b.md": "listed"}, {"a.md": _ONE, "b.md": link("a.md")}),
    tree(
        "two links to each other", {"a.md": "NC001:1", "b.md": "NC001:1"}, {"a.md": link("b.md"), "b.md": link("a.md")}
    ),
    tree("a loop of folders", {"d/x.md": "listed"}, {"d/x.md": _ONE, "d/loop": link("..")}),
    tree(
        "a chain of 50 links",
        {"l00.md": "NC001:1", "l50.md": "listed", "x.md": "listed"},
        {"x.md": _ONE, **{f"l{n:02}.md": link(f"l{n + 1:02}.md") for n in range(50)}, "l50.md": link("x.md")},
    ),
    tree("a hard link", {"a.md": "listed", "b.md": "listed"}, {"a.md": _ONE, "b.md": hard_link("a.md")}),
    tree("a folder that is closed", {"d/": CLOSED, "x.md": "listed"}, {"d": closed_folder, "x.md": _ONE}),
    case("a file that may not be read", CLOSED or "listed", with_mode(0)),
    case("a file with the set-user bit", "listed", with_mode(0o4755)),
    tree("a folder tree of 300 levels", {}, {"d": deep(300)}, apart=True),
    case("a time before 1970", "listed", timed(-(10**18))),
    case("a time in the far future", "listed", timed(9_000_000_000 * 10**9)),
    case("a time beyond 64 bits of nanoseconds", "listed", timed(2**63 + 10**9)),
    case("a time of zero", "listed", timed(0)),
    tree(
        "an ignore file that is a pipe",
        {"x.md": "listed", ".gitignore": "NC001:1"},
        {"x.md": _ONE, ".gitignore": pipe},
        apart=True,
    ),
    tree(
        "an ignore file of garbage",
        {"x.md": "listed"},
        {"x.md": _ONE, ".gitignore": bytes(range(256)) * 100 + b"\n[\n[!\n**/**\\\n"},
        apart=True,
    ),
    tree(
        "an ignore file of nested stars",
        {"x.md": "listed"},
        {"x.md": _ONE, ".gitignore": b"*a" * 2000 + b"\n" + b"**/" * 2000 + b"z\n"},
        apart=True,
    ),
    tree(
        "a configuration of another program",
        {"x.md": "listed"},
        {"x.md": _ONE, "pyproject.toml": b"[tool.other]\nx = 1\n"},
        apart=True,
    ),
    tree(
        "5,000 empty files",
        {"many/0.md": "NC002:1", "many/4999.md": "NC002:1"},
        {"many": lambda path: _many(path, b"")},
        apart=True,
    ),
]


def _many(path: Path, data: bytes) -> None:
    path.mkdir()
    for number in range(5000):
        (path / f"{number}.md").write_bytes(data)


CASES: list[Case] = NAMES + SPECIAL
