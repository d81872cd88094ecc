"""The workbook of a group of shops."""
