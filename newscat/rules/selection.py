"""Which rules run: `--select`, `--ignore` and `--extend-select`."""

from collections.abc import Sequence

from newscat.article.finding import Finding
from newscat.errors import UsageError, suggestion
from newscat.rules.engine import Rule, rules


def select(select: Sequence[str] = (), ignore: Sequence[str] = (), extend: Sequence[str] = ()) -> tuple[Rule, ...]:
    """The rules to run, by code. `()` selects all rules that are on by default; `extend` adds rules to either.

    A selector is a rule's name or a prefix of its code. If both `select` and `ignore` match a rule, the longer
    selector wins, as in ruff; a name counts as the whole code. `ignore` wins a tie. Raises UsageError for a selector
    that matches no rule.
    """
    for selector in (*select, *ignore, *extend):
        require(selector)
    return tuple(
        one
        for one in rules()
        if max(_longest(select, one) if select else one.default, _longest(extend, one)) > _longest(ignore, one)
    )


def require(selector: str) -> None:
    """Raise UsageError if the selector matches no rule."""
    if not any(matches(selector, one) for one in rules()):
        raise UsageError(unknown(selector))


def unknown(selector: str) -> str:
    """The message for a selector that matches no rule."""
    return f"unknown rule {selector!r}{suggestion(selector, selectors())}"


def matches(selector: str, one: Rule | Finding) -> bool:
    """Whether the selector matches this rule, or the rule of this finding."""
    return _length(selector, one) > 0


def _longest(selectors: Sequence[str], one: Rule) -> int:
    return max((_length(selector, one) for selector in selectors), default=0)


def _length(selector: str, one: Rule | Finding) -> int:
    """How much of the code the selector matches; 0 if it does not match."""
    return len(one.code) if selector == one.name else len(selector) if one.code.startswith(selector) else 0


def selectors() -> list[str]:
    """Everything that can be selected: families, codes, names."""
    families = sorted({one.code[:3] for one in rules()})
    return [*families, *(one.code for one in rules()), *(one.name for one in rules())]
