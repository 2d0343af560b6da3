"""Analyses: windows, profiles, contacts, coatings, and what they depend on."""
