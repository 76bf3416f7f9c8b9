"""One article file: front matter, record, findings. Pure functions, no input or output."""
