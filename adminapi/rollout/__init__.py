"""The rollout of another recogniser: what is tried on whom, how it does, and the switch."""
