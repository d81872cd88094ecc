"""Excel: functions in cells, ribbon macros, the add-in file, its install and its doctor."""
