"""The program beside measurements: what was measured, what it says, and whether its error bars hold."""
