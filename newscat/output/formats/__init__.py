"""Rows to a stream, one file a format."""
