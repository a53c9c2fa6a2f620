"""The demo: a caller, a shop and a live view around the real processes."""
