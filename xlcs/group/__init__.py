"""Many shops at once, a shop in parts, and the machines that work on them."""
