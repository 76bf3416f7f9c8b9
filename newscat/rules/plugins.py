"""Rules of others: entry points of the group `newscat.rules`.

An entry point names a module whose import registers rules with `@rule`, or a function in one that
does. Found once in the command's process (a scan costs 4 to 36 ms) and passed on by name.
"""

from collections.abc import Iterable
from importlib import import_module
from typing import NamedTuple

from newscat.errors import ConfigError
from newscat.rules import engine as registry

GROUP = "newscat.rules"


class Plugin(NamedTuple):
    """`package` and `version` of who brings the rules; `value` is `module` or `module:function`."""

    package: str
    version: str
    value: str


def installed() -> tuple[Plugin, ...]:
    """What is installed, in an order that does not change by itself."""
    from importlib.metadata import entry_points

    found = set()
    for point in entry_points(group=GROUP):
        package, version = (point.dist.name, point.dist.version) if point.dist else (point.name, "")
        found.add(Plugin(package, version, point.value))
    return tuple(sorted(found))


_loaded: set[Plugin] = set()


def load(plugins: Iterable[tuple[str, str, str]]) -> None:
    """Register their rules. ConfigError where that fails, or where a rule has a code that is not theirs to give."""
    registry.built_in()
    for plugin in map(Plugin._make, plugins):
        if plugin in _loaded:
            continue
        before = {one.code for one in registry.rules()}
        try:
            _run(plugin.value)
        except Exception as error:  # whatever others wrote
            raise ConfigError(f"{_named(plugin)} cannot be loaded: {type(error).__name__}: {error}") from error
        for one in registry.rules():
            if one.code not in before and (one.code.startswith("NC") or not registry.is_code(one.code)):
                registry.forget(one.code)
                raise ConfigError(f"{_named(plugin)}: {one.code!r} is no code for a rule of others, such as XY101")
        _loaded.add(plugin)


def _run(value: str) -> None:
    module_name, _, attribute = value.partition(":")
    found = import_module(module_name.strip())
    for name in attribute.split("[")[0].strip().split(".") if attribute else ():
        found = getattr(found, name)
    if callable(found):
        found()


def _named(plugin: Plugin) -> str:
    return f"the rules of {plugin.package} {plugin.version}".rstrip() + f" ({plugin.value})"
