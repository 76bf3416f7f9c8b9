"""`python -m newscat`."""

from newscat.cli.app import main

main()
