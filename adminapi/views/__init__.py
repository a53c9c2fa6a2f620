"""Saved views: filters of pages under a name, of one user or for all."""
