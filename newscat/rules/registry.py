"""Rules by code and name, and the engine that runs them over one article.

A rule is a small function from an `Article` to problems; its docstring is its page. Rules know no
lines and columns: the engine asks the front matter for those, and only where there is a problem.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Literal, NamedTuple

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import Fault
from newscat.errors import UsageError, suggestion
from newscat.rules.shape import Misfit, misfits

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.article.record import Record

FAMILIES = ("readable", "fields", "formats")


class Problem(NamedTuple):
    """What a rule says about the value at `path` in the fields, or about its key."""

    path: tuple[str | int, ...]
    message: str
    at_key: bool = False


@dataclass(frozen=True)
class Article:
    """What a rule sees. An unreadable file has no record and no front matter, but a fault that says why."""

    record: "Record | None" = None
    front: "FrontMatter | None" = None
    faults: tuple[Fault, ...] = ()
    known_fields: frozenset[str] = frozenset()

    @cached_property
    def misfits(self) -> Mapping[str, Sequence[Misfit]]:
        """What departs from `rules.shape`, by rule name; found in one pass, which all its rules share."""
        return misfits(self.record.fields) if self.record else {}


Check = Callable[[Article], Iterable[Problem | Fault]]


class Rule(NamedTuple):
    """One thing that must hold.

    `page` is Markdown: one sentence, then its sections. `reads` names what of the article the rule
    goes by, `faults` or `misfits`; where that is empty, it is not asked. "" is always asked.
    """

    code: str
    name: str
    severity: Severity
    check: Check
    page: str
    reads: str = ""


_registered: dict[str, Rule] = {}


def rule(code: str, severity: Severity, *, reads: Literal["", "faults", "misfits"] = "") -> Callable[[Check], Check]:
    """Register a rule; its name is the function's with dashes, its page the docstring."""

    def register(check: Check) -> Check:
        name = check.__name__.replace("_", "-")
        if code in _registered or any(name == other.name for other in _registered.values()):
            raise ValueError(f"{code} {name}: another rule has this code or name")
        _registered[code] = Rule(code, name, severity, check, cleandoc(check.__doc__ or ""), reads)
        return check

    return register


@cache
def rules() -> tuple[Rule, ...]:
    """All rules by code. The families are imported on the first call, so that `list` never pays for them."""
    for family in FAMILIES:
        import_module(f"newscat.rules.{family}")
    return tuple(_registered[code] for code in sorted(_registered))


def select(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules to run, by code. `()` selects all.

    A selector is a rule's name or the start of its code. Where `select` and `ignore` both mean a
    rule, the longer selector wins, as in ruff (a name counts as the whole code); equally long,
    `ignore` does. UsageError for a selector that means no rule.
    """
    for selector in (*select, *ignore):
        if not any(_weight(selector, one) for one in rules()):
            raise UsageError(f"no rule {selector!r}{suggestion(selector, _selectors())}")
    return tuple(one for one in rules() if (_heaviest(select, one) if select else 1) > _heaviest(ignore, one))


def _heaviest(selectors: Sequence[str], one: Rule) -> int:
    return max((_weight(selector, one) for selector in selectors), default=0)


def _weight(selector: str, one: Rule) -> int:
    """How narrowly the selector means this rule; 0 where it does not."""
    return len(one.code) if selector == one.name else len(selector) if one.code.startswith(selector) else 0


def _selectors() -> list[str]:
    families = sorted({one.code[:3] for one in rules()})
    return [*families, *(one.code for one in rules()), *(one.name for one in rules())]


def check(path: str, article: Article, rules: Sequence[Rule]) -> list[Finding]:
    """The findings of these rules on one file, in the file's order. `path` is printed as it stands."""
    # 99 % of files have neither faults nor misfits, and 35 generators that find nothing cost 8 µs.
    asked = {"": True, "faults": bool(article.faults), "misfits": bool(article.misfits)}
    findings = [
        Finding(path, *_place(article, problem), rule.code, rule.name, rule.severity, problem.message)
        for rule in rules
        if asked[rule.reads]
        for problem in rule.check(article)
    ]
    if len(findings) > 1:
        findings.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return findings


def _place(article: Article, problem: Problem | Fault) -> tuple[int, int]:
    if isinstance(problem, Fault):
        return problem.line, problem.column
    if article.front is None:
        return 1, 1
    return article.front.key_place(*problem.path) if problem.at_key else article.front.place(*problem.path)
