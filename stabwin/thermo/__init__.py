"""Energies tied to measurement: bonds of a composition, and what measured enthalpies say of them."""
