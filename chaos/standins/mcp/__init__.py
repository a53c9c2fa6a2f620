"""A real MCP server that a shop could run, made with the SDK, which can also misbehave."""
