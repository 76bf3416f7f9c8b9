"""Check what is in the wheel and in the source archive that lie in a folder."""

import sys
import tarfile
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
[wheel] = folder.glob("*.whl")
[source] = folder.glob("*.tar.gz")

with zipfile.ZipFile(wheel) as archive:
    in_wheel = set(archive.namelist())
    entry_points = archive.read(next(name for name in in_wheel if name.endswith("entry_points.txt"))).decode()
with tarfile.open(source) as tar:
    in_source = {name.partition("/")[2] for name in tar.getnames()}

stray = [name for name in in_wheel if not name.startswith(("newscat/", "newscat-")) or name.endswith(".pyc")]
modules = {path.as_posix() for path in Path("newscat").rglob("*.py")} | {"newscat/py.typed"}
faults = [
    *(f"{wheel.name}: {name} does not belong there" for name in stray),
    *(f"{wheel.name}: no {name}" for name in modules - in_wheel),
    *(f"{source.name}: no {name}" for name in (modules | {"README.md", "LICENSE", "pyproject.toml"}) - in_source),
]
if "newscat = newscat.__main__:main" not in entry_points:
    faults.append(f"{wheel.name}: no newscat command")
if faults:
    sys.exit("\n".join(faults))
print(f"{wheel.name}: {len(in_wheel)} files, {source.name}: {len(in_source)} files")
