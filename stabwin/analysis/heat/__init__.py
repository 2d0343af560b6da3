"""Heating: what materials and their mixtures turn into as the temperature rises, and what gases leave."""
