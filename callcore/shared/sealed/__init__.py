"""What is kept of people on purpose, sealed at rest: keys, sealing, and marks to search by.

Knows no table and no file; who keeps something personal names its place.
"""
