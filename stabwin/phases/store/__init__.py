"""The local store: what was fetched or imported, kept on disk."""
