"""System prompts as text: a folder per version, a file per language, and their loader."""
