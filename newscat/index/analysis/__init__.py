"""What `newscat.analysis` asks the index, in SQL."""
