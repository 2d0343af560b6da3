"""Convex hulls: linear programmes over plain arrays; no chemistry."""
