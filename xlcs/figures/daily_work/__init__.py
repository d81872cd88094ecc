"""The agents' daily work: whom to see to today, and at what hours they messaged."""
