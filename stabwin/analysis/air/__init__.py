"""What air does to a material: water, carbon dioxide and oxygen, side by side."""
