"""The rules by code, and the engine that runs them on one article.

A rule is a small function whose docstring is its page. It yields matches. A match knows a path in the fields; the
engine asks the front matter for line and column, and only if there is a match.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn, ParamSpec, TypeVar, cast

from newscat.article.finding import Finding, Severity
from newscat.article.frontmatter import Fault, Limits
from newscat.errors import ConfigError

if TYPE_CHECKING:
    from newscat.article.frontmatter import FrontMatter
    from newscat.article.record import Record
    from newscat.rules.fixes import FixRequest

FAMILIES = (
    "readable",
    "syntax.misread",
    "fields",
    "formats",
    "links",
    "text",
    "schemas.json_schema",
    "suppress",
    "across",
    "catalogue.conventions",
)


class Match(NamedTuple):
    """What a scan found at the value at `path` in the fields, or at its key."""

    path: tuple[Any, ...]
    message: str
    at_key: bool = False
    fix: "FixRequest | None" = None
    offset: int | None = None
    """Where the match is in the string at `path`, counted from 0."""
    place: tuple[int, int] | None = None
    """Line and column, for a match that has no path."""
    rule: str = ""
    """The name of the rule, for a scan that several rules share."""
    severity: Severity | None = None
    """Less than the rule's, for a fault that matters less here."""


class Article(NamedTuple):
    """What a scan sees. An unreadable file has neither record nor front matter; `faults` say why."""

    record: "Record | None" = None
    front: "FrontMatter | None" = None
    faults: tuple[Fault, ...] = ()
    known_fields: frozenset[str] = frozenset()
    data: bytes = b""
    """The whole file."""
    schema: str = ""
    """The text of the JSON Schema to validate the fields against."""
    is_news: bool = True
    """Whether it is judged as a news article, else as a page."""
    limits: Limits = Limits()
    """With which it was read."""


Scan = Callable[[Article], Iterable[Match]]


@dataclass(frozen=True, eq=False)
class Rule:
    """One requirement. `page` is Markdown: a one-sentence summary, then sections.

    `scan` takes an `Article`; for the scope "catalogue" it takes a comparison of all articles and the engine does
    not run it. It is None for a rule that something else reports.
    """

    code: str
    name: str
    severity: Severity
    scan: Callable[[Any], Iterable[Any]] | None
    page: str
    default: bool = True
    """False: only checked if selected."""
    scope: Literal["article", "catalogue"] = "article"


_CODE = re.compile(r"[A-Z]{1,8}\d{1,6}")
_registered: dict[str, Rule] = {}
_P = ParamSpec("_P")
_M = TypeVar("_M", bound=Match | None)
_S = TypeVar("_S", bound=Callable[[Any], Iterable[Any]])


def register(rule: Rule) -> Rule:
    """Raises ValueError if another rule has this code or name."""
    if any(rule.code == other.code or rule.name == other.name for other in _registered.values()):
        raise ValueError(f"{rule.code} {rule.name}: another rule has this code or name")
    _registered[rule.code] = rule
    return rule


def rule(
    code: str, severity: Severity, *, default: bool = True, scope: Literal["article", "catalogue"] = "article"
) -> Callable[[_S], _S]:
    """Register the decorated scan as a rule: the name is the function's, with dashes, and the page its docstring."""

    def decorate(scan: _S) -> _S:
        register(Rule(code, _name(scan), severity, scan, cleandoc(scan.__doc__ or ""), default, scope))
        return scan

    return decorate


def _name(function: Callable[..., Any]) -> str:
    return function.__name__.replace("_", "-")


class Family:
    """Rules that share one scan of an article: most articles have no findings, and one pass proves it for all rules."""

    def __init__(self) -> None:
        self.of: Scan = lambda article: ()
        """The scan; the engine calls it without the detour over the family."""

    def rule(self, code: str, severity: Severity) -> Callable[[Callable[_P, _M]], Callable[_P, _M]]:
        """Register a function as a rule; the scan calls it, and its matches carry the name of the rule."""

        def decorate(function: Callable[_P, _M]) -> Callable[_P, _M]:
            name = _name(function)
            self.declare(code, name, severity, function.__doc__ or "")

            @wraps(function)
            def named(*args: _P.args, **kwargs: _P.kwargs) -> _M:
                match: Match | None = function(*args, **kwargs)
                return cast("_M", match and match._replace(rule=name))

            return named

        return decorate

    def declare(self, code: str, name: str, severity: Severity, page: str) -> None:
        """Register a rule that has no function of its own: the scan names it in its matches."""
        register(Rule(code, name, severity, self, cleandoc(page)))

    def scan(self, scan: Scan) -> Scan:
        """Use the decorated function as the scan."""
        self.of = scan
        return scan

    def __call__(self, article: Article) -> Iterable[Match]:
        return self.of(article)


def rules() -> tuple[Rule, ...]:
    """All rules by code: newscat's own, and those of plugins once `rules.plugins` has loaded them."""
    built_in()
    return tuple(_registered[code] for code in sorted(_registered))


@cache
def built_in() -> tuple[Rule, ...]:
    """newscat's own rules. The first call imports the families, so that `list` never pays for them."""
    for family in FAMILIES:
        import_module(f"newscat.rules.{family}")
    return tuple(_registered[code] for code in sorted(_registered))


def is_code(code: str) -> bool:
    """Whether this is letters and digits, such as `NC101`, so that its beginning names a family."""
    return _CODE.fullmatch(code) is not None


def forget(code: str) -> None:
    """Unregister a rule."""
    del _registered[code]


def check(path: str, article: Article, rules: Sequence[Rule]) -> list[Finding]:
    """The findings of these rules on one file, in the order of the file. `path` is printed as it is."""
    return check_all([(path, article)], rules)[0]


def check_all(articles: Sequence[tuple[str, Article]], rules: Sequence[Rule]) -> list[list[Finding]]:
    """The findings on each file, scan by scan: file by file, no code would stay in the processor's cache, and it would
    take half as long again."""
    matches: list[list[tuple[Rule, Match]]] = [[] for _ in articles]
    for scan, by_name in _scans(tuple(rules)):
        for (path, article), found in zip(articles, matches, strict=True):
            try:
                for match in scan(article):
                    rule = by_name.get(match.rule)
                    if rule is not None:
                        found.append((rule, match))
            except Exception as error:
                _refuse(next(iter(by_name.values())), path, error)
    return [_findings(path, article, found) for (path, article), found in zip(articles, matches, strict=True)]


def _findings(path: str, article: Article, matches: Iterable[tuple[Rule, Match]]) -> list[Finding]:
    findings = []
    for rule, match in matches:
        try:
            findings.append(_finding(path, article, rule, match))
        except Exception as error:
            _refuse(rule, path, error)
    findings.sort(key=lambda finding: (finding.line, finding.column, finding.code))
    return findings


def _refuse(rule: Rule, path: str, error: Exception) -> NoReturn:
    """Raise ConfigError for a rule of a plugin, else the error."""
    if rule.code.startswith("NC"):
        raise error
    reason = f"{type(error).__name__}: {error}"
    raise ConfigError(f"rule {rule.code} ({rule.name}) failed on {path}: {reason}") from error


@cache
def _scans(rules: tuple[Rule, ...]) -> tuple[tuple[Scan, dict[str, Rule]], ...]:
    """The scans of the rules, each once, with its rules by the name that its matches carry."""
    scans: dict[Scan, dict[str, Rule]] = {}
    for rule in rules:
        if rule.scan is not None and rule.scope == "article":
            scans.setdefault(rule.scan, {})[rule.name if isinstance(rule.scan, Family) else ""] = rule
    return tuple((scan.of if isinstance(scan, Family) else scan, by_name) for scan, by_name in scans.items())


def _finding(path: str, article: Article, rule: Rule, match: Match) -> Finding:
    line, column = _place(article, match)
    fix = None
    if match.fix is not None and article.data:
        from newscat.rules.fixes import fix_of

        fix = fix_of(article.data, article.front, match.fix, article.limits)
    return Finding(path, line, column, rule.code, rule.name, match.severity or rule.severity, match.message, fix)


def _place(article: Article, match: Match) -> tuple[int, int]:
    if match.place is not None:
        return match.place
    if article.front is None:
        return 1, 1
    if match.at_key:
        return article.front.key_place(*match.path)
    return article.front.place_in(match.path, match.offset)
