"""Talking to the agent from the browser: a WebSocket that is a real call to a worker."""
