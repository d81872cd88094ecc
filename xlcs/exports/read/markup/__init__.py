"""Workbooks that are in truth HTML or XML → their sheets."""
