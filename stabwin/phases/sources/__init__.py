"""Where phases come from: the starter, files, entries, the Materials Project."""
