"""Text to speech, one engine a file."""
