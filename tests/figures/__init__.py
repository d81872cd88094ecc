"""Tests of the figures, on literal shops of a few rows."""
