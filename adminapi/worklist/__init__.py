"""What waits for a human: callbacks, orders in doubt; claimed, finished, opened again."""
