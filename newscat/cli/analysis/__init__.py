"""The commands of `newscat.analysis`, one a file."""
