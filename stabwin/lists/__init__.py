"""Lists wherever a target stands: files, series, chemical systems, the catalogue, columns of tables."""
