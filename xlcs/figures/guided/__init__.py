"""Guided sales: relations, eligible messages, why an order counts, whom it is credited to."""
