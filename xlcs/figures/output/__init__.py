"""Figures as tables, JSON and notes."""
