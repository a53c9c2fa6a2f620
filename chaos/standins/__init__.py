"""Stand-ins for vendors: real protocol servers that hear and speak with offline engines.

Google's Speech and Text-to-Speech over gRPC, OpenAI's HTTP API. They serve tests, the
demo (`--emulated`), benchmarks and chaos, and misbehave on request.
"""
