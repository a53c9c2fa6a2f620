"""How the parts of the house are, and what callers hear of it now."""
