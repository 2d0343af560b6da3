"""Energies tied to measurement: bonds of a composition, and the corrections that measured enthalpies give them."""
