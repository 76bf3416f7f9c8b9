"""Print a constraints file that holds every runtime dependency at its lower bound."""

import re
import sys
import tomllib
from pathlib import Path

for line in tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]:
    bound = re.match(r"([\w.-]+)>=([\w.]+)", line)
    if not bound:
        sys.exit(f"pyproject.toml: {line!r} has no lower bound")
    print(f"{bound[1]}=={bound[2]}")
