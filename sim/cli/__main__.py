"""`python -m sim.cli` is `waste-sim`."""

from sim.cli import main

main()
