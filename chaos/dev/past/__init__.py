"""Calls that never were, kept as if they had been: what a house remembers of two months."""
