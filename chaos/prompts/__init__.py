"""Prompt regression: dialogues played in text against the real agent, and what must hold."""
