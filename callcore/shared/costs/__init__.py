"""What calls cost: usage, prices, and the ledger that joins them. Integers, never floats."""
