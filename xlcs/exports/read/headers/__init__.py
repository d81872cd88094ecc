"""The header of a sheet: which row it is, which table it makes, what it may be where it is none."""
