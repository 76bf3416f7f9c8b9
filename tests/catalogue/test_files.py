"""Roots to files: which are found, how they are printed, what is told, what is read."""

import io
import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newscat.errors import MissingPathError, UsageError
from newscat.files import paths as files
from newscat.files.gitignore import Rules
from newscat.files.paths import Selection, Unreadable, files_from, listed, named, read
from newscat.files.walk import folders, walk

needs_permissions = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


@pytest.fixture
def touch() -> Callable[..., None]:
    """`touch("a/x.md", ...)`: empty files below the working directory"""

    def touch(*names: str | bytes) -> None:
        for name in names:
            path = Path(os.fsdecode(name))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    return touch


def write(name: str, *lines: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")


def printed(*paths: str, **selection: object) -> list[str]:
    found = folders(named(paths), Selection(**selection))  # type: ignore[arg-type]
    return [folder.base + name for folder in found for name, _ in folder.entries]


def unreadable(*paths: str, **selection: object) -> list[Unreadable]:
    found = folders(named(paths), Selection(**selection))  # type: ignore[arg-type]
    return [trouble for folder in found for trouble in folder.unreadable]


# --- paths as rg prints them ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", ["top.md", "a/x.md", "a/b/y.md"]),
        (".", ["./top.md", "./a/x.md", "./a/b/y.md"]),
        ("./", ["./top.md", "./a/x.md", "./a/b/y.md"]),
        (".//", [".//top.md", ".//a/x.md", ".//a/b/y.md"]),
        ("a", ["a/x.md", "a/b/y.md"]),
        ("a/", ["a/x.md", "a/b/y.md"]),
        ("a//", ["a//x.md", "a//b/y.md"]),
        ("./a", ["./a/x.md", "./a/b/y.md"]),
        ("a/.", ["a/./x.md", "a/./b/y.md"]),
        ("a/b/../b", ["a/b/../b/y.md"]),
        ("a/x.md", ["a/x.md"]),
        ("./top.md", ["./top.md"]),
    ],
)
def test_a_path_is_printed_as_it_was_given_plus_the_rest(path: str, expected: list[str], touch: Callable) -> None:
    touch("top.md", "a/x.md", "a/b/y.md")
    assert printed(*[path] if path else []) == expected


def test_an_absolute_path_is_printed_absolute(touch: Callable, tmp_path: Path) -> None:
    touch("a/x.md")
    assert printed(f"{tmp_path}/a") == [f"{tmp_path}/a/x.md"]


@pytest.mark.parametrize(
    "name", [b"\xff.md", "two\nlines.md", "new\nfolder/x.md", "é.md", " blank .md", "-n.md", "[x].md", "a:1.md"]
)
def test_any_name_is_found_printed_and_can_be_read(name: str | bytes, touch: Callable) -> None:
    touch(name)
    assert printed() == [os.fsdecode(name)]
    assert read(printed()[0]) == b""


# --- what a walk finds ------------------------------------------------------------------------------------------------


def test_a_walk_yields_folders_parents_first_names_sorted_with_their_signatures(touch: Callable) -> None:
    touch("seeds/b.md", "seeds/a.md", "seeds/z/c.md", "seeds/empty/picture.png", "seeds/k/l/m.md")
    found = list(walk("seeds", Selection()))
    assert [(folder.root, folder.path, folder.base, folder.unreadable) for folder in found] == [
        ("seeds", "", "seeds/", []),
        ("seeds", "k/l/", "seeds/k/l/", []),
        ("seeds", "z/", "seeds/z/", []),
    ]
    status = Path("seeds/a.md").stat()
    signature = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    assert found[0].entries[0] == ("a.md", signature)
    assert [name for name, _ in found[0].entries] == ["a.md", "b.md"]


def test_articles_are_files_with_an_included_extension(touch: Callable) -> None:
    touch("a.md", "b.markdown", "c.mdx", "d.txt", "e.html", "g.json", "h", "i.md~", "md")
    assert printed() == ["a.md", "b.markdown", "c.mdx", "d.txt", "e.html"]


def test_hidden_files_and_folders_and_node_modules_are_skipped_unless_named(touch: Callable) -> None:
    touch("a.md", ".b.md", ".git/c.md", ".hidden/d.md", "node_modules/e.md", "f/node_modules/g.md", "f/.h/i.md")
    assert printed() == ["a.md"]
    assert printed(".hidden", ".b.md", "node_modules") == [".b.md", ".hidden/d.md", "node_modules/e.md"]


INCLUDES: list[tuple[tuple[str, ...], list[str]]] = [
    (("*.md",), ["draft-1.md", "x.md", "news/2022/y.md", "news/z.md"]),
    (("x.md",), ["x.md"]),
    (("draft-?.*",), ["draft-1.md"]),
    (("news/",), ["news/z.md", "news/2022/y.md", "news/2022/y.txt"]),
    (("news/*.md",), ["news/z.md"]),
    (("news/**/*.txt", "x.md"), ["x.md", "news/2022/y.txt"]),
    (("/x.md",), ["x.md"]),
    (("*.md", "!draft-*"), ["x.md", "news/z.md", "news/2022/y.md"]),
    (("*.md", "!news/"), ["draft-1.md", "x.md"]),
    ((), []),
]


@pytest.mark.parametrize(("include", "expected"), INCLUDES)
def test_include_is_globs_on_the_path_from_the_root(
    include: tuple[str, ...], expected: list[str], touch: Callable
) -> None:
    touch("x.md", "draft-1.md", "news/2022/y.md", "news/2022/y.txt", "news/z.md", "picture.md/cover.png")
    assert sorted(printed(include=include)) == sorted(expected)


@pytest.mark.parametrize(
    ("exclude", "expected"),
    [
        (("news",), ["draft-1.md", "x.md"]),
        (("news/2022/",), ["draft-1.md", "x.md", "news/z.md"]),
        (("*.md", "!x.md"), ["x.md"]),
        (("draft-*", "/z.md"), ["x.md", "news/z.md", "news/2022/y.md"]),
        (("**/y.md",), ["draft-1.md", "x.md", "news/z.md"]),
    ],
)
def test_exclude_is_globs_on_the_path_from_the_root(
    exclude: tuple[str, ...], expected: list[str], touch: Callable
) -> None:
    touch("x.md", "draft-1.md", "news/2022/y.md", "news/z.md")
    assert printed(exclude=exclude) == expected
    assert printed(exclude=exclude, ignore_files=False) == expected


def test_a_negated_exclude_does_not_bring_back_what_gitignore_ignores(touch: Callable) -> None:
    touch("x.md", "y.md")
    write(".gitignore", "x.md")
    assert printed(exclude=("*.md", "!x.md")) == []


@pytest.mark.parametrize(
    "selection",
    [
        {"include": ("!",)},
        {"exclude": ("*.md", "/")},
        {"include": ("x[",)},
        {"exclude": ("[z-a]",)},
        {"exclude": ("",)},
    ],
)
def test_what_is_no_pattern_is_refused(selection: dict[str, tuple[str, ...]], touch: Callable) -> None:
    touch("x.md")
    with pytest.raises(UsageError, match=r"^not a pattern: "):
        printed(**selection)


# --- .gitignore -------------------------------------------------------------------------------------------------------

IGNORES: list[tuple[dict[str, list[str]], list[str]]] = [
    ({"": ["*.md"]}, []),
    ({"": ["# a comment", "", "x.md\r"]}, ["y.md", "a/y.md", "a/b/y.md"]),
    ({"": ["/x.md"]}, ["y.md", "a/x.md", "a/y.md", "a/b/x.md", "a/b/y.md"]),
    ({"": ["b/"]}, ["x.md", "y.md", "a/x.md", "a/y.md"]),
    ({"": ["a/*.md"]}, ["x.md", "y.md", "a/b/x.md", "a/b/y.md"]),
    ({"": ["[xz].md"]}, ["y.md", "a/y.md", "a/b/y.md"]),
    ({"": ["*.md", "!x.md"]}, ["x.md", "a/x.md", "a/b/x.md"]),
    ({"": ["!x.md", "*.md"]}, []),
    ({"": ["*", "!*/", "!y.md"]}, ["y.md", "a/y.md", "a/b/y.md"]),
    ({"": ["a/", "!a/x.md"]}, ["x.md", "y.md"]),
    ({"a": ["x.md"]}, ["x.md", "y.md", "a/y.md", "a/b/y.md"]),
    ({"a": ["/x.md"]}, ["x.md", "y.md", "a/y.md", "a/b/x.md", "a/b/y.md"]),
    ({"": ["x.md"], "a": ["!x.md"]}, ["y.md", "a/x.md", "a/y.md", "a/b/x.md", "a/b/y.md"]),
    ({"": ["x.md"], "a": ["!x.md"], "a/b": ["x.md"]}, ["y.md", "a/x.md", "a/y.md", "a/b/y.md"]),
    ({"": ["\ufeffx.md"]}, ["y.md", "a/y.md", "a/b/y.md"]),
    ({"": ["x.md   ", "\\!y.md"]}, ["y.md", "a/y.md", "a/b/y.md"]),
    ({"": ["!", "x.md"]}, ["y.md", "a/y.md", "a/b/y.md"]),
]


@pytest.mark.parametrize("inside_git", [False, True])
@pytest.mark.parametrize(("ignores", "expected"), IGNORES)
def test_gitignore_is_respected_inside_and_outside_git(
    ignores: dict[str, list[str]], expected: list[str], inside_git: bool, touch: Callable
) -> None:
    touch("x.md", "y.md", "a/x.md", "a/y.md", "a/b/x.md", "a/b/y.md")
    for folder, lines in ignores.items():
        write(f"{folder or '.'}/.gitignore", *lines)
    if inside_git:
        Path(".git").mkdir()
    assert printed() == expected
    assert printed(ignore_files=False) == ["x.md", "y.md", "a/x.md", "a/y.md", "a/b/x.md", "a/b/y.md"]


@pytest.mark.parametrize(("ignores", "expected"), IGNORES)
def test_git_itself_lists_the_same(ignores: dict[str, list[str]], expected: list[str], touch: Callable) -> None:
    touch("x.md", "y.md", "a/x.md", "a/y.md", "a/b/x.md", "a/b/y.md")
    for folder, lines in ignores.items():
        write(f"{folder or '.'}/.gitignore", *lines)
    try:
        subprocess.run(["git", "init", "-q"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("git is not there")
    output = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True)
    assert sorted(name for name in output.stdout.decode().split() if name.endswith(".md")) == sorted(expected)


PATTERNS = [
    *(
        "*.md",
        "!x.md",
        "build",
        "build/",
        "/a",
        "a/",
        "a/*",
        "!a/keep",
        "!a/keep/",
        "**/keep/*.md",
        "a/**",
        "!a/**/x.md",
    ),
    *("*", "!*/", "!*.txt", "draft-?.*", "[xy].md", "[!xy].md", "a/b", "/b/x.md", "!keep/", "b/**/y.md", "**/b", "!b"),
    *(
        "keep/x.md",
        "\\!x",
        "#c",
        "!/a/",
        "*/x.md",
        "a*",
        "**/",
        "/**",
        "a**",
        "[[:alpha:]].*",
        "[a-",
        "x\\",
        "\\x.md",
        "//",
    ),
]


@pytest.mark.parametrize("seed", range(25))
def test_git_itself_lists_the_same_whatever_the_patterns(seed: int, touch: Callable) -> None:
    chance = random.Random(seed)
    names = ["x.md", "y.md", "z.txt", "draft-1.md", "draft-2.txt"]
    for _ in range(14):
        touch("/".join([*chance.choices(["a", "b", "build", "keep"], k=chance.randint(0, 3)), chance.choice(names)]))
    for folder in sorted(Path().glob("**/")):
        if folder == Path() or chance.random() < 0.3:
            write(f"{folder}/.gitignore", *chance.choices(PATTERNS, k=chance.randint(1, 5)))
    try:
        subprocess.run(["git", "init", "-q"], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("git is not there")
    write(".git/info/exclude", chance.choice(PATTERNS))
    output = subprocess.run(["git", "ls-files", "--others", "--exclude-standard"], check=True, capture_output=True)
    expected = [name for name in output.stdout.decode().split() if not name.endswith(".gitignore")]
    assert sorted(printed()) == sorted(expected)


def test_gitignore_of_parent_folders_counts_up_to_the_git_root(touch: Callable) -> None:
    touch("repo/seeds/deep/x.md", "repo/seeds/deep/y.md", "repo/seeds/deep/z.md", "repo/seeds/deep/w.md")
    write(".gitignore", "w.md")  # above the git root: not ours
    write("repo/.gitignore", "/seeds/deep/x.md")
    write("repo/seeds/.gitignore", "y.md")
    assert printed("repo/seeds/deep") == [f"repo/seeds/deep/{name}.md" for name in "wxyz"]
    write("repo/.git/info/exclude", "z.md")
    assert printed("repo/seeds/deep") == ["repo/seeds/deep/w.md"]
    os.chdir("repo/seeds")
    assert printed() == ["deep/w.md"]
    assert printed("deep", ignore_files=False) == ["deep/w.md", "deep/x.md", "deep/y.md", "deep/z.md"]


def test_a_nearer_gitignore_wins_over_info_exclude(touch: Callable) -> None:
    touch("x.md", "y.md")
    write(".git/info/exclude", "*.md")
    write(".gitignore", "!x.md")
    assert printed() == ["x.md"]


def test_a_path_named_on_the_command_line_is_never_ignored(touch: Callable) -> None:
    touch("build/x.md", "build/deep/y.md", "notes.json", ".z.md", "a/w.md")
    write(".gitignore", "build/", "*.json", "w.md")
    Path(".git").mkdir()
    assert printed() == []
    assert printed("build") == ["build/x.md", "build/deep/y.md"]
    assert printed("build/deep") == ["build/deep/y.md"]
    found = list(folders(named(["notes.json", ".z.md", "a/w.md"]), Selection(exclude=("*",))))
    assert [(folder.base + name, folder.named) for folder in found for name, _ in folder.entries] == [
        ("notes.json", True),
        (".z.md", True),
        ("a/w.md", True),
    ]


def test_an_ignore_file_that_is_no_file_is_told_and_the_walk_goes_on(touch: Callable) -> None:
    touch("x.md")
    os.mkfifo(".gitignore")
    assert (printed(), unreadable()) == (["x.md"], [Unreadable(".gitignore", "named pipe, not a regular file")])


# --- links, special files, unreadable folders -------------------------------------------------------------------------


def test_file_links_are_followed_only_while_they_stay_inside_the_roots(touch: Callable) -> None:
    touch("in/a.md", "out/b.md", "in/deep/c.md")
    Path("in/inside.md").symlink_to("deep/c.md")
    Path("in/outside.md").symlink_to("../out/b.md")
    Path("in/broken.md").symlink_to("nowhere.md")
    Path("in/loop.md").symlink_to("loop.md")
    Path("in/passwd.txt").symlink_to("/etc/passwd")
    Path("in/not-included.png").symlink_to("../out/b.md")
    out_of = "symbolic link that leads out of the catalogue"
    assert printed("in") == ["in/a.md", "in/inside.md", "in/deep/c.md"]
    assert sorted(unreadable("in")) == [
        Unreadable("in/broken.md", "symbolic link to nothing"),
        Unreadable("in/loop.md", "Too many levels of symbolic links"),
        Unreadable("in/outside.md", out_of),
        Unreadable("in/passwd.txt", out_of),
    ]
    assert "in/outside.md" in printed("in", "out")


def test_a_link_has_the_signature_of_its_target(touch: Callable) -> None:
    write("a.md", "text")
    Path("b.md").symlink_to("a.md")
    (folder,) = folders(named([]), Selection())
    assert dict(folder.entries)["a.md"] == dict(folder.entries)["b.md"]


def test_folder_links_are_not_followed_unless_named(touch: Callable) -> None:
    touch("a/x.md")
    Path("b").symlink_to("a")
    Path("a/up.md").symlink_to("..")
    assert (printed(), unreadable()) == (["a/x.md"], [])
    assert printed("b") == ["b/x.md"]


def test_special_files_are_told_and_never_opened(touch: Callable) -> None:
    touch("a.md")
    os.mkfifo("pipe.md")
    os.mkfifo("pipe.png")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.md")
        assert printed() == ["a.md"]
        assert sorted(unreadable()) == [
            Unreadable("pipe.md", "named pipe, not a regular file"),
            Unreadable("socket.md", "socket, not a regular file"),
        ]
    assert unreadable("pipe.png", "/dev/null") == [
        Unreadable("pipe.png", "named pipe, not a regular file"),
        Unreadable("/dev/null", "device, not a regular file"),
    ]


@needs_permissions
def test_an_unreadable_folder_is_told_and_the_others_are_listed(touch: Callable) -> None:
    touch("a/x.md", "b/y.md")
    Path("a").chmod(0)
    assert (printed(), unreadable()) == (["b/y.md"], [Unreadable("a/", "Permission denied")])
    Path("a").chmod(0o700)


def test_a_folder_that_cannot_be_opened_is_told(touch: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    touch("a/x.md", "b/y.md")
    opened = os.open

    def refuse(path: str, flags: int) -> int:
        if path == "a":
            raise PermissionError(13, "Permission denied")
        return opened(path, flags)

    monkeypatch.setattr(files.os, "open", refuse)
    assert (printed(), unreadable()) == (["b/y.md"], [Unreadable("a/", "Permission denied")])


def test_a_tree_deeper_than_the_recursion_limit_is_walked(touch: Callable) -> None:
    depth = sys.getrecursionlimit() + 200
    try:
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        touch("x.md")
        os.chdir("../" * depth)
        assert printed() == ["d/" * depth + "x.md"]
    finally:  # pytest removes folders by recursion
        Path("d/" * depth, "x.md").unlink()
        for left in range(depth, 0, -1):
            Path("d/" * left).rmdir()


# --- roots ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("nowhere", "no such file or folder: 'nowhere'"),
        ("a/nowhere.md", "no such file or folder: 'a/nowhere.md'"),
        ("", "no such file or folder: ''"),
        ("x\0y", "no such file or folder: 'x\\x00y'"),
        ("\x1b[31m", "no such file or folder: '\\x1b[31m'"),
        ("a.md/", "cannot reach 'a.md/': Not a directory"),
    ],
)
def test_a_missing_path_is_named(path: str, message: str, touch: Callable) -> None:
    touch("a.md")
    with pytest.raises(MissingPathError) as raised:
        named(["a.md", path])
    assert str(raised.value) == message


def test_a_working_directory_that_is_gone_is_a_missing_path(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    os.chdir("gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(MissingPathError, match=r"^cannot reach the working directory: "):
        named([])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["a", "./a"], ["a/x.md", "a/y.md", "a/b/z.md"]),
        (["./a", "a"], ["./a/x.md", "./a/y.md", "./a/b/z.md"]),
        (["a/x.md", "./a/x.md", "a//x.md"], ["a/x.md"]),
        (["a", "./a/x.md"], ["./a/x.md", "a/y.md", "a/b/z.md"]),
        (["./a/b", "a"], ["./a/b/z.md", "a/x.md", "a/y.md"]),
        (["a", "./a/b"], ["a/x.md", "a/y.md", "a/b/z.md"]),
        (["a/b", ".", "a"], ["a/b/z.md", "./a/x.md", "./a/y.md"]),
        (["link", "a"], ["link/x.md", "link/y.md", "link/b/z.md"]),
    ],
)
def test_a_file_named_in_several_ways_is_listed_once(paths: list[str], expected: list[str], touch: Callable) -> None:
    touch("a/x.md", "a/y.md", "a/b/z.md")
    Path("link").symlink_to("a")
    assert printed(*paths) == expected


def test_a_hidden_folder_named_beside_its_parent_is_listed_too(touch: Callable) -> None:
    touch("a/x.md", "a/.b/y.md")
    assert printed("a", "a/.b") == ["a/x.md", "a/.b/y.md"]


def test_a_root_knows_its_path_without_links(touch: Callable, tmp_path: Path) -> None:
    touch("a/x.md")
    Path("link").symlink_to("a")
    assert named(["link", "a/x.md"]) == (("link", f"{tmp_path}/a", True), ("a/x.md", f"{tmp_path}/a/x.md", False))
    assert named([]) == (("", str(tmp_path), True),)


# --- --files-from -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"a.md\n", ["a.md"]),
        (b"a.md\n\n  \nb c.md", ["a.md", "b c.md"]),
        (b"a\nb.md\0c.md\0", ["a\nb.md", "c.md"]),
        (b"\xff.md\n", ["\udcff.md"]),
        (b"\xef\xbb\xbfa.md\r\nb.md\r\n", ["a.md", "b.md"]),
        (b" a.md \n", [" a.md "]),
        (b"x" * 70000 + b"\nb.md\n", ["x" * 70000, "b.md"]),
    ],
)
def test_paths_are_read_one_a_line_or_nul_separated(data: bytes, expected: list[str]) -> None:
    assert list(files_from(io.BytesIO(data))) == expected


def test_listed_files_are_taken_as_they_are_each_once(touch: Callable) -> None:
    touch("a/x.md", "a/y.json", "b/z.md")
    write(".gitignore", "*")
    found = list(listed(["a/y.json", "a/x.md", "./a/x.md", "b/z.md", "a/x.md", "gone.md", "a", "a/"]))
    assert [(folder.base, [name for name, _ in folder.entries], folder.named) for folder in found] == [
        ("a/", ["y.json", "x.md"], False),
        ("b/", ["z.md"], False),
        ("", [], False),
        ("a/", [], False),
    ]
    assert [trouble for folder in found for trouble in folder.unreadable] == [
        Unreadable("gone.md", "No such file or directory"),
        Unreadable("a", "folder, not a regular file"),
        Unreadable("a/", "folder, not a regular file"),
    ]


# --- read -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "expected"), [(None, b"0123456789"), (4, b"0123"), (10, b"0123456789"), (99, b"0123456789"), (0, b"")]
)
def test_a_file_is_read_whole_or_up_to_the_limit(limit: int | None, expected: bytes) -> None:
    Path("x.md").write_bytes(b"0123456789")
    assert read("x.md", limit) == expected


@pytest.mark.parametrize(("limit", "expected"), [(None, b"0123456789" * 200_000), (1_500_000, b"0123456789" * 150_000)])
def test_a_file_that_comes_in_pieces_is_read_whole(
    limit: int | None, expected: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("x.md").write_bytes(b"0123456789" * 200_000)
    whole = os.read
    monkeypatch.setattr(files.os, "read", lambda descriptor, size: whole(descriptor, min(size, 700_000)))
    assert read("x.md", limit) == expected


def test_a_pipe_or_folder_in_the_place_of_a_file_is_an_error_at_once() -> None:
    os.mkfifo("pipe.md")
    Path("folder.md").mkdir()
    for path, message in [("pipe.md", "named pipe, not a regular file"), ("folder.md", "folder, not a regular file")]:
        with pytest.raises(OSError, match=f"^{message}$"):
            read(path)


def test_reading_leaves_no_descriptor_open() -> None:
    Path("x.md").write_bytes(b"x")
    before = os.open("x.md", os.O_RDONLY)
    os.close(before)
    for _ in range(3):
        read("x.md")
        list(walk("", Selection()))
    after = os.open("x.md", os.O_RDONLY)
    os.close(after)
    assert after == before


@pytest.mark.parametrize("pattern", ["*a" * 90, "*[!z]" * 60 + "?", "[" * 50_000, "[a" * 30_000, "?*" * 100 + "b"])
def test_no_pattern_takes_for_ever(write: Callable[..., Path], pattern: str) -> None:
    name = "a" * 200 + "1.md"
    write(name)
    write(".gitignore", text=pattern + "\n")
    assert len(list(Rules([pattern]).tests())) <= 1
    assert [found for folder in folders(named(()), Selection()) for found, _ in folder.entries] == [name] * (
        Rules([pattern]).verdict(name) is None
    )


# --- repositories and links -------------------------------------------------------------------------------------------


def git(*args: str, cwd: str = ".") -> str:
    own = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always")
    try:
        done = subprocess.run(["git", *own, *args], cwd=cwd, check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("git is not installed")
    return done.stdout.decode()


def of_git(cwd: str = ".") -> list[str]:
    """What git sees: its tracked files and those that are neither tracked nor ignored."""
    shown = git("ls-files", "--cached", "--others", "--exclude-standard", cwd=cwd).split()
    return sorted(name for name in shown if not name.rpartition("/")[2].startswith("."))


def test_a_suffix_counts_in_any_case(touch: Callable) -> None:
    touch("ONE.MD", "a/two.Markdown", "three.md", "four.Txt", "five.HTML", "six.MD~", "x/seven.Rst")
    assert printed() == ["ONE.MD", "five.HTML", "four.Txt", "three.md", "a/two.Markdown"]
    assert printed(include=("*.RST",)) == ["x/seven.Rst"]
    assert printed(exclude=("*.md",)) == ["ONE.MD", "five.HTML", "four.Txt", "a/two.Markdown"]


def test_info_exclude_counts_in_linked_working_trees_and_submodules(touch: Callable) -> None:
    touch("repo/kept.md", "part/inner.md")
    for name in ("part", "repo"):
        git("init", "-q", cwd=name)
        git("add", ".", cwd=name)
        git("commit", "-qm", "x", cwd=name)
    git("worktree", "add", "-q", "../linked", cwd="repo")
    git("submodule", "add", "-q", str(Path("part").resolve()), "sub", cwd="repo")
    touch("repo/private.md", "linked/private.md", "linked/deep/private.md", "repo/sub/own.md", "repo/sub/private.md")
    write("repo/.git/info/exclude", "private.md")
    write("repo/.git/modules/sub/info/exclude", "own.md")
    assert printed("linked") == [f"linked/{name}" for name in of_git("linked")] == ["linked/kept.md"]
    assert printed("linked/deep") == []
    assert printed("repo") == ["repo/kept.md", "repo/sub/inner.md", "repo/sub/private.md"]
    assert printed("repo/sub") == ["repo/sub/inner.md", "repo/sub/private.md"]
    assert of_git("repo/sub") == ["inner.md", "private.md"]


@pytest.mark.parametrize("how", ["repository", "global", "XDG_CONFIG_HOME", "default", "include", "none"])
def test_the_excludes_file_of_the_user_counts(how: str, touch: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    touch("repo/x.md", "repo/a.draft.md", "repo/a/b.draft.md")
    git("init", "-q", cwd="repo")
    monkeypatch.setenv("HOME", str(Path("home").resolve()))
    ignored = True
    if how == "repository":
        write("repo/.git/own", "*.draft.md")
        git("config", "core.excludesFile", ".git/own", cwd="repo")
    elif how == "global":
        write("home/rules", "*.draft.md")
        write("home/.gitconfig", "[core]", "  excludesfile = ~/rules")
    elif how == "XDG_CONFIG_HOME":
        monkeypatch.setenv("XDG_CONFIG_HOME", str(Path("config").resolve()))
        write("config/git/ignore", "*.draft.md")
    elif how == "default":
        write("home/.config/git/ignore", "*.draft.md")
    elif how == "include":
        write("home/rules", "*.draft.md")
        write("home/more", "[core]", "  excludesFile = ~/rules")
        write("home/.gitconfig", "[include]", "  path = more")
    else:
        write("home/.config/git/ignore", "*.draft.md")
        git("config", "core.excludesFile", "", cwd="repo")
        ignored = False
    expected = ["x.md"] if ignored else ["a.draft.md", "x.md", "a/b.draft.md"]
    assert printed("repo") == [f"repo/{name}" for name in expected]
    assert sorted(expected) == of_git("repo")
    assert printed("repo/a") == ([] if ignored else ["repo/a/b.draft.md"])
    assert len(printed("repo", ignore_files=False)) == 3


@pytest.mark.parametrize("version", ["2", "3", "4", "split", "sha256"])
def test_tracked_files_are_not_ignored(version: str, touch: Callable) -> None:
    touch("old/a.md", "old/deep/b.md", "x.draft.md", "b.md", "new.md", "old/none/c.txt", "gone/d.md")
    Path("long-" + "n" * 200 + ".draft.md").touch()
    git("init", "-q", *(["--object-format=sha256"] if version == "sha256" else []))
    git("add", ".")
    if version == "4":
        git("update-index", "--index-version", "4")
    elif version == "split":
        git("update-index", "--split-index")
    elif version == "3":
        touch("later.md")
        git("add", "--intent-to-add", "later.md")
    write(".gitignore", "old/", "*.draft.md", "/gone", "!old/deep/new.md")
    touch("old/new.md", "old/deep/new.md", "y.draft.md", "gone/e.md", "other/x.draft.md")
    assert sorted(printed()) == of_git()
    assert "old/deep/b.md" in printed()
    assert "old/new.md" not in printed()
    assert printed("old") == ["old/a.md", "old/new.md", "old/deep/b.md", "old/deep/new.md", "old/none/c.txt"]
    os.chdir("other")
    assert printed() == []
    os.chdir("..")
    assert "old/a.md" not in printed(exclude=("old/",))


def test_a_folder_above_the_root_that_is_ignored_has_its_tracked_files(touch: Callable) -> None:
    touch("a/b/one.md", "a/b/c/two.md")
    git("init", "-q")
    git("add", ".")
    write(".gitignore", "*.md")
    touch("a/b/three.md")
    assert printed("a/b") == ["a/b/one.md", "a/b/c/two.md"]


@pytest.mark.parametrize("damage", [b"", b"DIRC", b"DIRC\0\0\0\2\xff\xff\xff\xff", os.urandom(200)])
def test_a_damaged_index_tracks_nothing(damage: bytes, touch: Callable) -> None:
    touch("a.md", "b.md")
    git("init", "-q")
    write(".gitignore", "b.md")
    Path(".git/index").write_bytes(damage)
    assert printed() == ["a.md"]


def links(*paths: str, **selection: object) -> list[str]:
    found = folders(named(paths), Selection(**selection))  # type: ignore[arg-type]
    return [link for folder in found for link in folder.links]


def test_links_that_lead_out_are_named_and_followed_on_request(touch: Callable) -> None:
    touch("vault/in/i.md", "outside/o.md", "outside/deep/p.md")
    Path("vault/linked").symlink_to("../outside")
    Path("vault/inner").symlink_to("in")
    Path("vault/file.md").symlink_to("../outside/o.md")
    Path("vault/node_modules").symlink_to("../outside")
    Path("vault/.hidden").symlink_to("../outside")
    assert (printed("vault"), links("vault")) == (["vault/in/i.md"], ["vault/linked"])
    assert links("vault", "outside") == []
    assert printed("vault", follow=True) == [
        "vault/file.md",
        "vault/in/i.md",
        "vault/linked/o.md",
        "vault/linked/deep/p.md",
    ]
    assert links("vault", follow=True) == unreadable("vault", follow=True) == []
    write("vault/.gitignore", "linked")
    assert (links("vault"), printed("vault", follow=True)) == ([], ["vault/file.md", "vault/in/i.md"])


def test_followed_links_that_loop_end_and_no_folder_is_walked_twice(touch: Callable) -> None:
    touch("vault/a.md", "outside/o.md", "outside/deep/p.md")
    Path("vault/b").symlink_to("../outside/deep")
    Path("vault/c").symlink_to("../outside")
    Path("vault/d").symlink_to("../outside")
    Path("outside/loop").symlink_to("../outside")
    Path("outside/back").symlink_to("../vault")
    Path("vault/up").symlink_to("..")
    assert printed("vault", follow=True) == ["vault/a.md", "vault/b/p.md", "vault/c/o.md"]
    assert printed("vault", "outside", follow=True) == ["vault/a.md", "outside/o.md", "outside/deep/p.md"]


@pytest.mark.parametrize("name", ["caf\xe9.md", "cafe\u0301.md"])
@pytest.mark.parametrize("pattern", ["caf\xe9.md", "cafe\u0301.md", "caf\xe9*"])
def test_accents_in_patterns_are_composed_or_not(name: str, pattern: str, touch: Callable) -> None:
    touch(name, "x.md")
    assert printed(exclude=(pattern,)) == ["x.md"]
    assert printed(include=(pattern,)) == [name]
