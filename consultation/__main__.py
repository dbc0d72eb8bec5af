"""`python -m consultation` is the command `consultation`."""

from consultation.cli import main

main()
