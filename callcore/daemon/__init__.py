"""Per worker: serve, switchboard, after, obedience, health; it knows no dialog.

Nesting is services > calls > accept, so a drain is three nurseries ending in order.
"""
