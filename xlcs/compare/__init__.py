"""The platform's own figures beside ours (对账), and editions of the rule beside each other."""
