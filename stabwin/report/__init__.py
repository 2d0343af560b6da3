"""To look at: tables and files."""
