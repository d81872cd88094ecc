"""One file on disk → rows of cells, its header found."""
