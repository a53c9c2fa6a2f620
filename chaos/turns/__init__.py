"""The end-of-turn bench: spoken turns with known pauses, and what the ear makes of them."""
