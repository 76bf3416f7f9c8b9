"""Files that newscat proposes and writes."""
