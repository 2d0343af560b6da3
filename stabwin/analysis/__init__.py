"""What it means: windows, profiles, and what they depend on."""
