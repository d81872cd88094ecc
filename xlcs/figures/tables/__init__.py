"""Figures of one table each: clients, invitations, opportunities, receptions."""
