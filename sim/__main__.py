"""`python -m sim` is `waste-sim`."""

from sim.cli import main

main()
