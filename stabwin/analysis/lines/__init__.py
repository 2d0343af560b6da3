"""The hull along a line of compositions, and what is read off it."""
