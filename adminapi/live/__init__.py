"""The live board: which calls are on, who works, as they change.

One hub a process follows the shared state and tells all clients. Nothing here is of record.
"""
