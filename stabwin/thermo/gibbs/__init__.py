"""Gibbs energies: gases and elements from polynomials, solids from measured rows and from their bonds."""
