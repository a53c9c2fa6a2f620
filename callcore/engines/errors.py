"""What an engine may raise: one hierarchy, so that one ladder can read it.

::

    EngineError
    +-- EngineRefused   the request is wrong (language, rate, size): no retry helps
    +-- EngineLost      the engine died, hung or was not there: another one may do

``retryable`` says whether the same engine may be asked again.
"""

from __future__ import annotations


class EngineError(Exception):
    """An engine did not do its work; ``engine`` names it, ``reason`` is a short word."""

    def __init__(self, engine: str, reason: str, *, retryable: bool = True) -> None:
        super().__init__(f"{engine}: {reason}")
        self.engine = engine
        self.reason = reason
        self.retryable = retryable


class EngineRefused(EngineError):
    """The engine will never take this request."""

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(engine, reason, retryable=False)


class EngineLost(EngineError):
    """The engine is gone or does not answer."""
