"""Workbooks, read by a process of their own that is limited in memory and time."""
