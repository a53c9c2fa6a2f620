"""Model files: found in their wheels, verified by hash, converted once into a cache.

Nothing here downloads a model, and nothing here loads one.
"""
