"""Faults planted in the agent and in the guard, to test the suite that looks for them."""
