"""What passes from files to figures: the merged tables, their sources, the data check."""
