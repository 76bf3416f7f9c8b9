"""Validation as a library: select rules and files, find, fix, compare with a baseline. Prints nothing."""
