"""Plugins: packages with an entry point in the group `newscat.rules`.

An entry point names a module that registers rules with `@rule` when it is imported, or a function that does when it is
called. The command's process looks for them once (4 to 36 ms) and passes their names to its workers.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import NamedTuple

from newscat.errors import ConfigError
from newscat.rules import engine

GROUP = "newscat.rules"


class Plugin(NamedTuple):
    """`value` is `module` or `module:function`."""

    package: str
    version: str
    value: str


def installed() -> tuple[Plugin, ...]:
    """The installed plugins, in a stable order."""
    from importlib.metadata import entry_points

    found = set()
    for point in entry_points(group=GROUP):
        package, version = (point.dist.name, point.dist.version) if point.dist else (point.name, "")
        found.add(Plugin(package, version, point.value))
    return tuple(sorted(found))


_loaded: set[Plugin] = set()


def load(plugins: Iterable[tuple[str, str, str]]) -> None:
    """Register their rules. Raises ConfigError if that fails, or if the code of a rule is not valid for a plugin."""
    engine.built_in()
    for plugin in map(Plugin._make, plugins):
        if plugin in _loaded:
            continue
        before = {one.code for one in engine.rules()}
        try:
            _run(plugin.value)
        except Exception as error:  # a plugin may raise anything
            raise ConfigError(f"{_named(plugin)} cannot be loaded: {type(error).__name__}: {error}") from error
        for one in engine.rules():
            if one.code not in before and (one.code.startswith("NC") or not engine.is_code(one.code)):
                engine.forget(one.code)
                raise ConfigError(
                    f"{_named(plugin)}: {one.code!r} is not a valid code for a plugin rule; use a code such as XY101"
                )
        _loaded.add(plugin)


def _run(value: str) -> None:
    module_name, _, attribute = value.partition(":")
    found = import_module(module_name.strip())
    for name in attribute.split("[")[0].strip().split(".") if attribute else ():
        found = getattr(found, name)
    if callable(found):
        found()


def _named(plugin: Plugin) -> str:
    return f"plugin {plugin.package} {plugin.version}".rstrip() + f" ({plugin.value})"
