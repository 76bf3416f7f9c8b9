"""The index: many files as one catalogue."""
