"""What calls cost, what they would have cost, and the prices that say so."""
