"""The command line: one file per command, no science in it."""
