"""How a table is shown."""
