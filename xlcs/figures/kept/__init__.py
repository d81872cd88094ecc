"""Figures kept from one refresh to the next: only the buyers that changed are computed again."""
