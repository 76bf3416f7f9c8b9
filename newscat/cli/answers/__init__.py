"""The answers of `list` and `search`: what is printed, and what to try if nothing matches."""
