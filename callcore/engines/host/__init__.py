"""The process that runs native models, and the client that talks to it."""
