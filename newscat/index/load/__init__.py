"""From files to the index: reading, in parallel, and writing the tables."""
