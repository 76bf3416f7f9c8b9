"""YAML 1.2: values by yaml-rs, structure and positions by PyYAML's events."""
