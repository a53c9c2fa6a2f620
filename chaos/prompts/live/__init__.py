"""Layer 2: dialogues with a real model, in real time, and what they prove.

Nothing here runs in the daemon, and nothing here is needed for a commit to be green.
"""
