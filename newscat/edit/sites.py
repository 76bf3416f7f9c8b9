"""The site generators and note programs that newscat recognises, by the files around a catalogue."""

import contextlib
import json
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple


class Site(NamedTuple):
    """A program that publishes articles. `files` are globs that it is recognised by; with several groups, each must
    match. Its articles are below `paths`, if they exist; `excluded` folders have templates and what it generates."""

    name: str
    files: tuple[tuple[str, ...], ...]
    paths: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


_HUGO = ("content",), ("archetypes", "layouts", "public", "resources", "themes")
SITES = (
    Site("Hugo", (("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json"),), *_HUGO),
    Site("Hugo", (("config.*", "config", "themes", "archetypes", "layouts"), ("content", "archetypes")), *_HUGO),
    Site("Docusaurus", (("docusaurus.config.*",),), ("docs", "blog"), ("build",)),
    Site("Astro", (("astro.config.*",),), ("src/content", "src/pages"), ("dist",)),
    Site("Eleventy", ((".eleventy.js", "eleventy.config.*"),), (), ("_includes", "_layouts", "_data", "_site")),
    Site("Gatsby", (("gatsby-config.*",),), ("content", "src/pages"), ("public",)),
    Site("Jekyll", (("_config.yml", "_config.yaml"),), (), ("_layouts", "_includes", "_site", "vendor")),
    Site("Obsidian", ((".obsidian",),)),
)
# Folders that no generator publishes.
UNPUBLISHED = ("archetypes", "_layouts", "_includes", "_site")

_INPUT = re.compile(r"""\binput["']?\s*:\s*["']([^"'\n]{1,200})["']""")
_LARGEST = 1 << 16


def site_of(root: Path) -> Site | None:
    """The program whose catalogue `root` is, is part of, or has in one of its folders; None if it is not recognised.

    Its folders are relative to `root`. Above, it is looked for up to the root of the repository. Raises OSError.
    """
    root = root.resolve()
    for folder in (root, *root.parents):
        if site := _site_in(folder):
            return _seen_from(site, root.relative_to(folder))
        if (folder / ".git").exists():
            break
    below = [each for each in sorted(root.iterdir()) if each.is_dir() and not each.name.startswith(".")]
    found = [(site, folder.name) for folder in below if (site := _site_in(folder))]
    if len(found) != 1:
        return None
    site, name = found[0]
    paths, excluded = (
        tuple(f"{name}/{path}" for path in paths if path not in UNPUBLISHED) for paths in (site.paths, site.excluded)
    )
    return site._replace(paths=paths, excluded=excluded)


def _seen_from(site: Site, here: PurePath) -> Site:
    """The folders of the site that are below `here`, a folder in it, relative to that one."""
    start = f"{here.as_posix()}/" if here.parts else ""
    paths, excluded = (
        tuple(path.removeprefix(start) for path in paths if path.startswith(start))
        for paths in (site.paths, site.excluded)
    )
    return site._replace(paths=paths, excluded=excluded)


def _site_in(root: Path) -> Site | None:
    try:
        names = sorted(path.name for path in root.iterdir())
    except OSError:  # the owner of a folder may not read the one above
        return None
    site = next((each for each in SITES if all(_matching(names, group) for group in each.files)), None)
    if site is None:
        return None
    if site.name == "Eleventy":
        site = site._replace(paths=tuple(_eleventy_input(root, _matching(names, site.files[0]))))
    if site.name == "Obsidian":
        site = site._replace(excluded=tuple(_obsidian_templates(root)))
    return site._replace(paths=tuple(path for path in site.paths if (root / path).is_dir()))


def _matching(names: Iterable[str], globs: Iterable[str]) -> list[str]:
    return [name for name in names if any(fnmatch(name, glob) for glob in globs)]


def _read(path: Path) -> str:
    """The beginning of a file; empty if it cannot be read."""
    with contextlib.suppress(OSError), path.open(encoding="utf-8", errors="replace") as stream:
        return stream.read(_LARGEST)
    return ""


def _eleventy_input(root: Path, names: Iterable[str]) -> Iterator[str]:
    """The folder with the articles, as the configuration says it."""
    for name in names:
        folder = PurePosixPath(found[1] if (found := _INPUT.search(_read(root / name))) else ".")
        if folder.parts and folder.parts[0] not in {"..", "/"}:
            yield str(folder)


def _obsidian_templates(root: Path) -> Iterator[str]:
    """The folders with templates, as the settings of Obsidian and of its plugin say them."""
    for key, path in (
        ("folder", root / ".obsidian" / "templates.json"),
        ("templates_folder", root / ".obsidian" / "plugins" / "templater-obsidian" / "data.json"),
    ):
        with contextlib.suppress(ValueError, RecursionError):
            settings = json.loads(_read(path) or "{}")
            folder = settings.get(key) if isinstance(settings, dict) else None
            if isinstance(folder, str) and folder.strip("/. "):
                yield folder.strip("/ ")
