"""`python -m xlcs` is the command line."""

from xlcs.cli import main

main()
