"""The reference implementation of the Store API, its own process."""
