"""One caller a file: what they want and the words they have for it in each language."""
