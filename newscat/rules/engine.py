"""Rules by code and name, and the engine that runs them over one article.

A rule is a small function from an `Article` to problems; its docstring is its page. Rules know no
lines and columns: the engine asks the front matter for those, and only where there is a problem.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Literal, NamedTuple

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import Fault
from newscat.errors import ConfigError, UsageError, suggestion
from newscat.rules.blemishes import Blemish, blemishes
from newscat.rules.flaws import Flaw, flaws
from newscat.rules.shape import Misfit, misfits

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.article.record import Record
    from newscat.rules.fixes import Cure

FAMILIES = ("readable", "fields", "formats", "links", "text", "schemas.json_schema", "suppress", "across")


class Problem(NamedTuple):
    """What a rule says about the value at `path` in the fields, or about its key.

    `offset` is where in a text the fault is, counted from 0; `place` the line and column where
    no path leads.
    """

    path: tuple[str | int, ...]
    message: str
    at_key: bool = False
    cure: "Cure | None" = None
    """What the file should say instead; `rules.fixes` makes edits of it."""
    offset: int | None = None
    place: tuple[int, int] | None = None


@dataclass(frozen=True)
class Article:
    """What a rule sees. An unreadable file has no record and no front matter, but a fault that says why."""

    record: "Record | None" = None
    front: "FrontMatter | None" = None
    faults: tuple[Fault, ...] = ()
    known_fields: frozenset[str] = frozenset()
    data: bytes = b""
    """The whole file."""
    schema: str = ""
    """The text of the JSON Schema that was given; its rule goes by it."""

    @cached_property
    def misfits(self) -> Mapping[str, Sequence[Misfit]]:
        """What departs from `rules.shape`, by rule name; found in one pass, which all its rules share."""
        return misfits(self.record.fields) if self.record else {}

    @cached_property
    def blemishes(self) -> Mapping[str, Sequence[Blemish]]:
        """What is wrong with its texts, by rule name."""
        return blemishes(self.record.fields) if self.record else {}

    @cached_property
    def flaws(self) -> Mapping[str, Sequence[Flaw]]:
        """What is wrong with its links, by rule name."""
        return flaws(self.record.fields) if self.record else {}


Reads = Literal["", "faults", "misfits", "blemishes", "flaws", "schema", "catalogue"]
Check = Callable[[Article], Iterable[Problem | Fault]]


class Rule(NamedTuple):
    """One thing that must hold.

    `page` is Markdown: one sentence, then its sections. `reads` names what of the article the rule
    goes by; where that is empty, the rule is not asked. "" is always asked, "catalogue" never here:
    it goes by all articles.
    """

    code: str
    name: str
    severity: Severity
    check: Check
    page: str
    reads: str = ""
    default: bool = True
    """False: only checked where it is selected."""


_CODE = re.compile(r"[A-Z]{1,8}\d{1,6}")
_registered: dict[str, Rule] = {}


def rule(code: str, severity: Severity, *, reads: Reads = "", default: bool = True) -> Callable[[Check], Check]:
    """Register a rule; its name is the function's with dashes, its page the docstring."""

    def register(check: Check) -> Check:
        name = check.__name__.replace("_", "-")
        if code in _registered or any(name == other.name for other in _registered.values()):
            raise ValueError(f"{code} {name}: another rule has this code or name")
        _registered[code] = Rule(code, name, severity, check, cleandoc(check.__doc__ or ""), reads, default)
        return check

    return register


def rules() -> tuple[Rule, ...]:
    """All rules by code: newscat's, and those of others once `rules.plugins` has loaded them."""
    built_in()
    return tuple(_registered[code] for code in sorted(_registered))


@cache
def built_in() -> tuple[Rule, ...]:
    """newscat's own. The families are imported on the first call, so that `list` never pays for them."""
    for family in FAMILIES:
        import_module(f"newscat.rules.{family}")
    return tuple(_registered[code] for code in sorted(_registered))


def is_code(code: str) -> bool:
    """Whether it is letters and digits, as `NC101`, so that its beginning names a family."""
    return _CODE.fullmatch(code) is not None


def forget(code: str) -> None:
    """Take back a rule that should not have been registered."""
    del _registered[code]


def select(select: Sequence[str] = (), ignore: Sequence[str] = (), extend: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules to run, by code. `()` selects all that are not off by default; `extend` adds to these or those.

    A selector is a rule's name or the start of its code. Where `select` and `ignore` both mean a
    rule, the longer selector wins, as in ruff (a name counts as the whole code); equally long,
    `ignore` does. UsageError for a selector that means no rule.
    """
    for selector in (*select, *ignore, *extend):
        require(selector)
    return tuple(
        one
        for one in rules()
        if max(_heaviest(select, one) if select else one.default, _heaviest(extend, one)) > _heaviest(ignore, one)
    )


def require(selector: str) -> None:
    """Raises UsageError where the selector means no rule."""
    if not any(means(selector, one) for one in rules()):
        raise UsageError(f"no rule {selector!r}{suggestion(selector, selectors())}")


def means(selector: str, one: Rule | Finding) -> bool:
    """Whether the selector means this rule, or the rule of this finding."""
    return _weight(selector, one) > 0


def _heaviest(selectors: Sequence[str], one: Rule) -> int:
    return max((_weight(selector, one) for selector in selectors), default=0)


def _weight(selector: str, one: Rule | Finding) -> int:
    """How narrowly the selector means this rule; 0 where it does not."""
    return len(one.code) if selector == one.name else len(selector) if one.code.startswith(selector) else 0


def selectors() -> list[str]:
    """All that can be selected: families, codes, names."""
    families = sorted({one.code[:3] for one in rules()})
    return [*families, *(one.code for one in rules()), *(one.name for one in rules())]


def check(path: str, article: Article, rules: Sequence[Rule]) -> list[Finding]:
    """The findings of these rules on one file, in the file's order. `path` is printed as it stands."""
    # Most files have neither faults nor misfits, and 35 generators that find nothing cost 8 µs.
    asked = {
        "": True,
        "faults": bool(article.faults),
        "misfits": bool(article.misfits),
        "blemishes": bool(article.blemishes),
        "flaws": bool(article.flaws),
        "schema": bool(article.schema),
        "catalogue": False,
    }
    findings: list[Finding] = []
    for rule in rules:
        if asked[rule.reads]:
            try:
                findings += [_finding(path, article, rule, problem) for problem in rule.check(article)]
            except Exception as error:
                if rule.code.startswith("NC"):
                    raise
                reason = f"{type(error).__name__}: {error}"
                raise ConfigError(f"the rule {rule.code} ({rule.name}) fails on {path}: {reason}") from error
    if len(findings) > 1:
        findings.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return findings


def _finding(path: str, article: Article, rule: Rule, problem: Problem | Fault) -> Finding:
    line, column = _place(article, problem)
    mended = None
    if isinstance(problem, Problem) and problem.cure is not None and article.front is not None:
        from newscat.rules.fixes import fix

        mended = fix(article.data, article.front, problem.cure)
    return Finding(path, line, column, rule.code, rule.name, rule.severity, problem.message, mended)


def _place(article: Article, problem: Problem | Fault) -> tuple[int, int]:
    if isinstance(problem, Fault):
        return problem.line, problem.column
    if problem.place is not None:
        return problem.place
    if article.front is None:
        return 1, 1
    if problem.at_key:
        return article.front.key_place(*problem.path)
    return article.front.place_in(problem.path, problem.offset)
