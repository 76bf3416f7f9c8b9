"""Print a constraints file that holds every runtime dependency, the optional ones included, at its lower bound."""

import re
import sys
import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
extras = [lines for name, lines in project["optional-dependencies"].items() if name not in ("dev", "test")]
for line in [*project["dependencies"], *(line for lines in extras for line in lines)]:
    bound = re.match(r"([\w.-]+)>=([\w.]+)", line)
    if not bound:
        sys.exit(f"pyproject.toml: {line!r} has no lower bound")
    print(f"{bound[1]}=={bound[2]}")
