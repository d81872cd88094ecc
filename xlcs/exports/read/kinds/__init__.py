"""What a file is, told by its content, and whether it is one to be read."""
