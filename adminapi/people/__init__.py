"""Users and the audit of what they did."""
