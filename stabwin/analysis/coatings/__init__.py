"""Layers between an electrolyte and an electrode."""
