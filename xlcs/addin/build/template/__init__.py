"""The template: a workbook whose sheets are those of the report, filled by functions in cells."""
