"""Elements, formulas, the catalogue of materials, and targets."""
