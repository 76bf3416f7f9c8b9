"""Propose corrections for front matter that cannot be read."""
