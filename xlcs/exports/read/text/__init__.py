"""Text files: CSV in any encoding and separator, and chat records."""
