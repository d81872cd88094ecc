"""Sums and distinct customers of any range of days."""
