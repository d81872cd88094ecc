"""Installs the add-in on Windows, removes it, and examines a machine where it does not work."""
