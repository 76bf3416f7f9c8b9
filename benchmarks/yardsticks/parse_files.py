"""Parse every file under a folder with python-frontmatter, and nothing else: `parse_files.py FOLDER`."""

import os
import sys

import frontmatter

total = 0
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        total += len(frontmatter.load(f"{folder}/{name}").metadata)
print(total)
