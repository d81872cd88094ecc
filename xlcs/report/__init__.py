"""Figures as descriptions of sheets, and those written to a workbook."""
