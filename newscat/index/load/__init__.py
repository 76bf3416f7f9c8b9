"""From files to the index: read files, in parallel, and write the tables."""
