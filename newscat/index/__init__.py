"""The SQLite index: the only room that knows SQL."""
