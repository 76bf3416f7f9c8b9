"""What pyproject.toml promises: dependencies that are used and declared, lower bounds, one version."""

import ast
import re
import sys
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from newscat.version import __version__
from terminal import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Where the name to import is not the name to install.
INSTALLED_AS = {
    "jsonschema_rs": "jsonschema-rs",
    "frontmatter": "python-frontmatter",
    "markdown_it": "markdown-it-py",
    "tomli_w": "tomli-w",
    "yaml": "pyyaml",
    "yaml_rs": "yaml-rs",
    "resvg_py": "resvg-py",
}


def requirements() -> dict[str, str]:
    """Name to version specifiers, of the runtime dependencies, the optional ones included."""
    pattern = re.compile(r"([\w-]+)\s*(.*)")
    project = PROJECT["project"]
    extras = [lines for name, lines in project["optional-dependencies"].items() if name not in ("dev", "test")]
    lines = [line for each in (project["dependencies"], *extras) for line in each]
    return {m[1].lower(): m[2] for line in lines if (m := pattern.match(line))}


def imported() -> set[str]:
    """The packages to install for every import statement in newscat, inside functions too."""
    modules: set[str] = set()
    for path in (ROOT / "newscat").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.Import):
                modules.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                modules.add(node.module.partition(".")[0])
    foreign = modules - sys.stdlib_module_names - {"newscat"}
    return {INSTALLED_AS.get(module, module) for module in foreign}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    assert imported() == set(requirements())


def test_every_dependency_has_a_lower_bound() -> None:
    assert [name for name, bounds in requirements().items() if not re.match(r">=\d", bounds)] == []


def locked() -> dict[str, str]:
    """Name to version, of `.ci/constraints.txt`."""
    lines = (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def test_the_lock_has_a_version_that_is_admitted_of_every_dependency() -> None:
    """Of what the dependencies need in turn, `.ci/run lint` sees to it."""
    project = PROJECT["project"]
    lines = [
        *PROJECT["build-system"]["requires"],
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    wanted = [one for one in map(Requirement, lines) if one.name != "newscat"]
    versions = locked()
    assert [
        f"{one}: {versions.get(canonicalize_name(one.name))}"
        for one in wanted
        if not one.specifier.contains(versions.get(canonicalize_name(one.name), "0"), prereleases=True)
        or canonicalize_name(one.name) not in versions
    ] == []


def test_the_slow_tests_are_listed_with_their_reasons() -> None:
    marked = re.compile(r"^@pytest\.mark\.slow\n(?:@.*\n(?:[ )\]].*\n)*)*def (\w+)", re.MULTILINE)
    slow = [name for path in (ROOT / "tests").rglob("test_*.py") for name in marked.findall(path.read_text("utf-8"))]
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("### Tests that take more than 5 s")[2]
    listed = re.findall(r"^\| `(test_\w+)` \| \w", table, re.MULTILINE)
    assert sorted(listed) == sorted(slow)
    assert len(slow) == sum(
        path.read_text("utf-8").count("@pytest.mark." + "slow") for path in (ROOT / "tests").rglob("*.py")
    )


def test_the_version_is_one_that_installers_order() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+((a|b|rc)\d+)?(\.dev\d+)?", __version__)


def test_the_changelog_speaks_of_this_version() -> None:
    headings = re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert __version__ in headings


def test_the_seeds_are_what_newscat_lists_at_home() -> None:
    assert PROJECT["tool"]["newscat"]["paths"] == ["seeds"]
