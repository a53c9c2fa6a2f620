"""Logs, metrics, the journal of a call, and the sanitizer that they all pass."""
