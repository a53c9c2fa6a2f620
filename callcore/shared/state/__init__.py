"""Live state that the processes share: a port, its Redis and its in-memory implementation.

Nothing of record lives here. Whoever uses it goes on when it is gone (P6).
"""
