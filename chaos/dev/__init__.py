"""``just dev``: the whole house on one machine, with a shop and callers that never tire."""
