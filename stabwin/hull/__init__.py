"""What is stable: linear programmes over plain arrays; no chemistry."""
