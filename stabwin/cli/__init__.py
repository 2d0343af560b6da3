"""To type: one file per command, no science in it."""
