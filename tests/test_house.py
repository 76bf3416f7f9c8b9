"""The house: no import circle, no module too long, no folder too full."""

import ast
from collections.abc import Iterator
from pathlib import Path

from terminal import ROOT

PACKAGE = ROOT / "newscat"
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports when it runs, also inside functions; not those for annotations alone."""
    stack: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            stack += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                submodule = f"{node.module}.{alias.name}"
                yield submodule if submodule in MODULES else str(node.module)
        stack += ast.iter_child_nodes(node)


def circles() -> list[list[str]]:
    """The sets of modules that import each other (Tarjan's strongly connected components)."""
    graph = {
        name: {each for each in imports(path) if each in MODULES and each != name} for name, path in MODULES.items()
    }
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        stack.append(name)
        for other in graph[name]:
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in stack:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            part = stack[stack.index(name) :]
            del stack[stack.index(name) :]
            if len(part) > 1:
                found.append(sorted(part))

    for name in graph:
        if name not in number:
            visit(name)
    return found


def test_no_modules_import_each_other() -> None:
    assert circles() == []


def test_no_module_is_longer_than_400_lines() -> None:
    long = {name: count for name, path in MODULES.items() if (count := len(path.read_bytes().splitlines())) > 400}
    assert long == {}


def test_no_folder_has_more_than_14_modules() -> None:
    folders = [PACKAGE, *(path for path in PACKAGE.rglob("*") if path.is_dir() and path.name != "__pycache__")]
    full = {
        str(folder.relative_to(ROOT)): count for folder in folders if (count := len([*folder.glob("[!_]*.py")])) > 14
    }
    assert full == {}
