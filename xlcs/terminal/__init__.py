"""What the command line shows on a terminal, or writes where it is piped."""
