"""How values are written in YAML."""
