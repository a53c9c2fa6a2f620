"""Name a failure without quoting it: messages of exceptions may hold personal data."""

from __future__ import annotations

import traceback


def name_failure(exc: BaseException) -> str:
    """Return ``Type at file.py:12 in function`` of the innermost cause in a group."""
    while isinstance(exc, BaseExceptionGroup):
        exc = exc.exceptions[0]
    frames = traceback.extract_tb(exc.__traceback__)
    if not frames:
        return type(exc).__name__
    last = frames[-1]
    file = last.filename.rpartition("/")[2]
    return f"{type(exc).__name__} at {file}:{last.lineno} in {last.name}"
