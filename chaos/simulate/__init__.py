"""Whole calls in virtual time from a seed, with the promises checked."""
