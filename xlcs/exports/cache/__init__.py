"""What was parsed and merged, kept beside the data folder."""
