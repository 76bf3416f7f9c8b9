"""Print one of the README's two commands for a fresh machine: `main` (the main job) or `test`.

They are the lines of its `sh` blocks that begin by making `.venv`; the one that runs pytest is the
tests'. More or fewer than one of each is an error.
"""

import re
import sys
from pathlib import Path

BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(readme: str) -> dict[str, str]:
    """`main` and `test` to the command, as it stands in the text."""
    lines = [line for block in BLOCK.findall(readme) for line in block.splitlines()]
    found = [line for line in lines if line.startswith("python3 -m venv .venv && ")]
    if sorted("pytest" in line for line in found) != [False, True]:
        sys.exit(f"README.md: not one main command and one test command, but {found}")
    return {"test" if "pytest" in line else "main": line for line in found}


if __name__ == "__main__":
    print(commands(Path("README.md").read_text(encoding="utf-8"))[sys.argv[1]])
