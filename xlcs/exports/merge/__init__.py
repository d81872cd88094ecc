"""Overlapping files → each fact once."""
