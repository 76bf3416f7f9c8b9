"""Test that the pages of the rules in the documents match the docstrings of the rules.

    python tests/test_rule_pages.py --write

regenerates docs/rules.md and docs/rules/.
"""

import sys
from itertools import groupby
from pathlib import Path

import pytest

from newscat.output.rules import page, table
from newscat.rules.engine import Rule, built_in
from terminal import ROOT

DOCS = ROOT / "docs"

FAMILIES = {
    "NC0": "Files and syntax",
    "NC1": "Fields",
    "NC2": "Types and formats",
    "NC3": "Links",
    "NC4": "Text",
    "NC5": "The catalogue as a whole",
    "NC6": "Custom schemas",
    "NC7": "Conventions of the catalogue",
}

HEAD = """\
# Rules

`newscat validate` checks articles against these rules. Each rule has a name, a severity, and a code that never changes
its meaning. The page of a rule explains what it checks, why, and what `--fix` does. `newscat rule NC101` shows the same
page in the terminal, and `newscat rule` lists all rules.

- **error**: programs that read the article will fail or give wrong results. Errors make `validate` exit with 1;
  `--fail-on` changes this.
- **warning**: most likely a mistake.
- **info**: worth knowing, but no change is needed.
- **fixable**: `--fix` or `--unsafe-fixes` can fix some or all findings, as described on the page of the rule.
- **off unless selected**: checked only if you select the rule, for example with `--extend-select`.

A file is judged as a news article or as a page ([how](configuration.md#news-articles-and-pages)). The rules NC1 and NC2
are about news articles; their pages say what they report in pages. Some findings are less severe in pages.

`--select`, `--ignore` and `--extend-select` take rule codes, code prefixes (`NC1`) and names (`missing-field`).
"""


def documents() -> dict[Path, str]:
    """Every generated file with its text."""
    index = [HEAD]
    for family, group in groupby(built_in(), key=lambda rule: rule.code[:3]):
        index.append(f"\n## {family}xx: {FAMILIES[family]}\n\n{table(list(group), 'rules/')}")
    pages = {DOCS / "rules" / f"{rule.code}.md": f"{page(rule)}\n[All rules](../rules.md)\n" for rule in built_in()}
    return {DOCS / "rules.md": "".join(index), **pages}


@pytest.mark.parametrize("rule", built_in(), ids=lambda rule: rule.code)
def test_the_page_in_the_documents_is_the_rules_own(rule: Rule) -> None:
    path = DOCS / "rules" / f"{rule.code}.md"
    assert path.read_text(encoding="utf-8") == documents()[path]


def test_the_index_has_every_rule() -> None:
    assert (DOCS / "rules.md").read_text(encoding="utf-8") == documents()[DOCS / "rules.md"]


def test_no_page_is_of_a_rule_that_is_gone() -> None:
    assert sorted((DOCS / "rules").iterdir()) == sorted(path for path in documents() if path.parent.name == "rules")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    (DOCS / "rules").mkdir(exist_ok=True)
    for old in set((DOCS / "rules").iterdir()) - documents().keys():
        old.unlink()
    for path, text in documents().items():
        path.write_text(text, encoding="utf-8")
