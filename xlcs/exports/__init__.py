"""Exports on disk → tables."""
