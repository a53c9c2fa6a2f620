"""The one error of this room: a sentence for the person who starts the program."""

from __future__ import annotations


class ModelError(Exception):
    """A model is missing, damaged or cannot be prepared; ``str()`` is one sentence."""
