"""Descriptions of sheets, written: to a workbook file, to the open workbook, figures to JSON."""
