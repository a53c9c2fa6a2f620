"""Voice activity, one engine a file."""
