"""What `newscat.analysis` finds to a stream: tables, plots and JSON."""
