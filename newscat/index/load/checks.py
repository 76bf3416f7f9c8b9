"""How files are read and checked."""

from hashlib import blake2b
from typing import NamedTuple

from newscat.article.field_table import BUILT_IN, FieldTable
from newscat.article.frontmatter import Limits
from newscat.index.load.kinds import Kinds


class Checks(NamedTuple):
    """What is checked while reading: all rules, or only what keeps a file from being a record."""

    rules: bool = False
    known_fields: frozenset[str] = frozenset()
    plugins: tuple[tuple[str, str, str], ...] = ()
    """The rule plugins, with the fields of `rules.plugins.Plugin`."""
    schema: str = ""
    """The text of a JSON Schema for the fields."""
    kinds: Kinds = Kinds()
    limits: Limits = Limits()
    table: FieldTable = BUILT_IN
    """Which fields the articles have."""
    unsearched: frozenset[str] = frozenset()
    """The names of fields that a search leaves out."""

    @property
    def key(self) -> str:
        """What the findings depend on besides the file; one line."""
        options = (sorted(self.known_fields), [tuple(each) for each in self.plugins], self.schema, self.kinds)
        return blake2b(repr(options).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
