"""Phase tables: their sources, energy schemes and coverage."""
