"""What the figures suggest to do: when to send, whom to see to today, what stands out."""
