"""Error models of the energies, and what single phases decide."""
