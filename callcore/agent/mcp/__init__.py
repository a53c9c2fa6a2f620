"""Tools of foreign MCP servers: their configuration, connections, and answers made safe.

The SDK is imported only by ``sdk.py`` and what stands on it, and only when a server is
configured: it costs 0.8 s and 37 MB.
"""
