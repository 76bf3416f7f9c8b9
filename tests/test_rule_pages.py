"""The rules' pages in the documents are what the rules say of themselves.

    python tests/test_rule_pages.py --write

writes docs/rules.md and docs/rules/ anew.
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
    "NC0": "Files that can be read",
    "NC1": "Fields",
    "NC2": "Types and formats",
    "NC3": "Links",
    "NC4": "Texts",
    "NC5": "The catalogue as a whole",
    "NC6": "Schemas of your own",
}

HEAD = """\
# Rules

What `newscat validate` looks for. Each rule has a code that never changes its meaning, a name and a severity; its page
says what it reports, why, and what `--fix` does about it. `newscat rule NC101` shows the same page on a terminal, and
`newscat rule` the whole table.

- **error**: something that reads the article will stop or go wrong. It makes `validate` fail, unless `--fail-on` says
  otherwise.
- **warning**: most likely a mistake.
- **info**: worth knowing, nothing to put right.
- **fixable**: `--fix` or `--unsafe-fixes` mends it, at least where the page says so.
- **off unless selected**: checked only where `--select` names it.

`--select` and `--ignore` take codes, beginnings of codes (`NC1`) and names (`missing-field`).
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
