"""Attacks on the admin API from outside: whatever its own document says, and does not say.

The named negative tests stand in tests/adminapi/security; here a machine invents requests.
"""
