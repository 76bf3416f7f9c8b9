"""The version, the one place: pyproject.toml and `newscat --version` read it here."""

__version__ = "0.1.0"
