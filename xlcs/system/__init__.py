"""What the operating system is asked for: the user's places, whole files, its refusals in words."""
