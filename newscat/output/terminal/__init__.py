"""What a terminal shows: tables, bodies, progress, the pager."""
