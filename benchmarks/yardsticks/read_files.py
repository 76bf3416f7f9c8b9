"""Read every file under a folder, and nothing else: `read_files.py FOLDER`."""

import os
import sys

total = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(f"{folder}/{name}", "rb") as file:  # noqa: PTH123  # what is measured is the reading
            total += len(file.read())
print(total)
