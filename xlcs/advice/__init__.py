"""What the figures suggest: what stands out, when to send, how far from the targets.

None of it is a rule of the platform: it is read from `Figures` and the tables that these give.
"""
