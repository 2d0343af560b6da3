"""Results as documents of plain values, and results again from them."""
