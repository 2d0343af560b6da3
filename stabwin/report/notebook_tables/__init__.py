"""What a notebook shows of each kind of result."""
