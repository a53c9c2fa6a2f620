"""Google's Speech (v1, v2) and Text-to-Speech over gRPC, from the library's own protobufs.

A plain asyncio server: this is another process, or another thread, than any call's.
"""
