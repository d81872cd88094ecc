"""Builds what is shipped: the add-in with its VBA and ribbon, and the template."""
