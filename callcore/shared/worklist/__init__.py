"""What a human must look at or do: callbacks, and orders that were in doubt.

Lives here because workers write it, and the command and the admin API read it.
"""
