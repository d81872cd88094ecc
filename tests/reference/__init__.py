"""The figures computed a second time, slowly and from the spec alone, and compared."""
