"""The spool: records on the local disk until PostgreSQL has them, in order, exactly once.

A worker or supervisor appends (:mod:`callcore.shared.spool.writer`); the archive process of
the machine reads, delivers and deletes (:mod:`callcore.shared.spool.reader`). Nobody who
serves calls ever waits for a database.
"""
