"""Contacts of two materials."""
