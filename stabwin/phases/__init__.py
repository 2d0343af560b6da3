"""What exists: phase tables, their energy schemes and coverage."""
