"""The ribbon's commands: a refresh, and everything else that they do to the open workbook."""
