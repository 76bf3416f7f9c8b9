"""Text to a Query: what a person asks, as plain values."""
