"""Functions in cells: what a call gives, what arrives with it, what the cell shows."""
