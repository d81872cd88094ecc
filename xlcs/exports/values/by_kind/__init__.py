"""What a cell means, by the kind of its column: a time, money, a name, nothing."""
