"""Check that an environment holds newscat and what it needs at run time, nothing of the tests."""

import sys
from pathlib import Path

site = next(Path(sys.argv[1]).glob("lib/python*/site-packages"))
extra = [name for name in ("hypothesis", "pytest", "mypy", "ruff", "tests") if list(site.glob(f"{name}*"))]
if extra or not (site / "newscat").is_dir():
    sys.exit(f"{site}: not bare, or no newscat: {extra}")
