"""Arguments to core to rows to exit code: the only room that knows Typer."""
