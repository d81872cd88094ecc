"""Text of cells → names, words, times and money; the rows kept, and those refused."""
