"""Rules of others: a package of theirs, as pip leaves it."""

import sys
from collections.abc import Callable, Iterator
from importlib import invalidate_caches
from pathlib import Path

import pytest

from newscat.errors import ConfigError, UsageError
from newscat.rules import engine as registry
from newscat.rules import plugins, selection

SHOUTING = '''
from newscat.article.finding import Severity
from newscat.rules.engine import Article, Match, rule


@rule("{code}", Severity.WARNING)
def {name}(article: Article):
    """The title shouts.

    ## What it does
    Reports titles that end in an exclamation mark.

    ## Why
    It is loud.

    ## Bad
    ```yaml
    title: One!
    ```

    ## Good
    ```yaml
    title: One
    ```
    """
    if article.record and (article.record.title or "").endswith("!"):
        yield Match(("title",), "the title shouts")
'''

Install = Callable[..., None]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """`install("shouting", code, "shouting.rules:register")`: a package with this module and entry point."""
    site = tmp_path / "site-packages"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.setattr(plugins, "_loaded", set())
    registry.built_in()  # once in a process: what is restored must have these rules
    before = dict(registry._registered)
    names = []

    def install(name: str, code: str, value: str, version: str = "1.0") -> None:
        names.append(name)
        (site / f"{name}.py").write_text(code)
        meta = site / f"newscat_{name}-{version}.dist-info"
        meta.mkdir()
        (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: newscat-{name}\nVersion: {version}\n")
        (meta / "entry_points.txt").write_text(f"[newscat.rules]\n{name} = {value}\n")
        invalidate_caches()  # Python may have looked into the folder less than a tick of its clock ago

    yield install
    registry._registered.clear()
    registry._registered.update(before)
    for name in names:  # and no module of newscat: a second copy of it would have other classes
        sys.modules.pop(name, None)


def load() -> None:
    plugins.load(plugins.installed())


def test_an_installed_module_brings_its_rules(install: Install) -> None:
    install("shouting", SHOUTING.format(code="XY101", name="shouting_title"), "shouting")
    assert plugins.installed() == (("newscat-shouting", "1.0", "shouting"),)
    load()
    assert [one.name for one in selection.select(["XY"])] == ["shouting-title"]
    assert "shouting-title" in {one.name for one in selection.select()}


def test_so_does_a_function(install: Install) -> None:
    code = "def register():\n" + "".join(
        f"    {line}\n" for line in SHOUTING.format(code="XY101", name="shouting_title").splitlines()
    )
    install("shouting", code, "shouting:register")
    load()
    load()  # once only: a code cannot be taken twice
    assert [one.code for one in selection.select(["shouting-title"])] == ["XY101"]


def test_rules_of_others_are_not_looked_for_until_they_are_loaded(install: Install) -> None:
    install("shouting", SHOUTING.format(code="XY101", name="shouting_title"), "shouting")
    with pytest.raises(UsageError):
        selection.select(["XY101"])


BROKEN = [
    ("raise ValueError('oh no')", "broken", "ValueError: oh no"),
    ("import no_such_module", "broken", "ModuleNotFoundError: No module named 'no_such_module'"),
    ("", "broken:register", "AttributeError: module 'broken' has no attribute 'register'"),
    ("def register():\n    raise SystemError('no')", "broken:register", "SystemError: no"),
    (
        SHOUTING.format(code="NC101", name="x"),
        "broken",
        "ValueError: NC101 x: another rule has this code or name",
    ),
    (
        SHOUTING.format(code="XY101", name="missing_field"),
        "broken",
        "ValueError: XY101 missing-field: another rule has this code or name",
    ),
]


@pytest.mark.parametrize(("code", "value", "reason"), BROKEN)
def test_a_broken_package_is_one_line(install: Install, code: str, value: str, reason: str) -> None:
    install("broken", code, value)
    with pytest.raises(ConfigError) as caught:
        load()
    assert str(caught.value) == f"plugin newscat-broken 1.0 ({value}) cannot be loaded: {reason}"


@pytest.mark.parametrize("code", ["NC999", "XY", "xy101", "XY 1", "101"])
def test_a_code_must_be_theirs_to_give(install: Install, code: str) -> None:
    install("greedy", SHOUTING.format(code=code, name="shouting_title"), "greedy")
    with pytest.raises(ConfigError) as caught:
        load()
    expected = (
        f"plugin newscat-greedy 1.0 (greedy): {code!r} is not a valid code for a plugin rule; use a code such as XY101"
    )
    assert str(caught.value) == expected
    assert code not in {one.code for one in registry.rules()}


def test_a_rule_that_fails_names_itself_and_the_file(
    install: Install, findings: Callable[..., object], article_text: Callable[..., str]
) -> None:
    failing = SHOUTING.format(code="XY101", name="shouting_title").replace("if article.record", "1 / 0\n    if ")
    install("failing", failing.replace("if  and", "if article.record and"), "failing")
    load()
    expected = r"rule XY101 \(shouting-title\) failed on a.md: ZeroDivisionError: division by zero"
    with pytest.raises(ConfigError, match=expected):
        findings(article_text())
