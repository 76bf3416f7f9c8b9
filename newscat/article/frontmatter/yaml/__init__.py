"""YAML 1.2: values by yaml-rs, structure and positions by PyYAML's events."""

import sys

from yaml_rs import __version__

READER = f"yaml-rs {__version__}, Python {sys.version_info.major}.{sys.version_info.minor}"
"""The versions on which the parsed values depend; a cache of them must record it."""
