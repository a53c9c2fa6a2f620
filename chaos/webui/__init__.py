"""The tools of the web UI: Node, npm, schema, build, tests. `just webui-*`, `just dev`.

What is made of TypeScript lives in webui/; here is only what runs it, and nothing of Trio.
"""
