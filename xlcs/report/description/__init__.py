"""What a report says, as plain data: its scope, its words, the blocks that sheets are made of."""
