"""Windows and voltage profiles of one target."""
