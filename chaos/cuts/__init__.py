"""Crash at every cut point of an order, and look into the books: exactly once.

Real processes: the reference store, a caller's process with the real chain from the toolbox
to the outbox, and a settler that comes after it. They are cut from outside; the product has
no hooks for it.
"""
