"""Faults on purpose, for demo, chaos and tests; only where the settings allow them."""

from __future__ import annotations

import threading
from typing import Final

from callcore.engines.host.requests import STAGES, FaultMode, Stage

_SLOW_S: Final = 3.0


class InjectedFault(Exception):
    """What a stage with the fault ``error`` raises."""


class Faults:
    """One mode per stage. :meth:`strike` is called on work threads."""

    def __init__(self) -> None:
        self._modes: dict[Stage, FaultMode] = dict.fromkeys(STAGES, "none")
        self._changed: dict[Stage, threading.Event] = {}

    def set(self, stage: Stage, mode: FaultMode) -> None:
        """Break a stage, or heal it: what hangs goes on at once."""
        self._modes[stage] = mode
        changed = self._changed.pop(stage, None)
        if changed is not None:
            changed.set()

    def strike(self, stage: Stage) -> None:
        """Misbehave as the stage is told to. Raises :exc:`InjectedFault`."""
        mode = self._modes[stage]
        if mode == "none":
            return
        if mode == "error":
            raise InjectedFault
        # a hang blocks the thread, as hung native code would
        changed = self._changed.setdefault(stage, threading.Event())
        changed.wait(_SLOW_S if mode == "slow" else None)
