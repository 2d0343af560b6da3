"""What a report or a terminal shows, section by section."""
