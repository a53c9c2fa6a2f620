"""The humans behind the agent, as it sees them: who is to be called back.

Implemented by the operators' worklist in callcore/app; a test keeps a list.
"""

from __future__ import annotations

from typing import Protocol

from callcore.shared.ids import CallId


class DeskError(Exception):
    """The note could not be made durable; nobody would call back."""


class Desk(Protocol):
    """Takes notes for humans."""

    async def note_callback(
        self, call_id: CallId, phone: str, about: str, when: str
    ) -> None:
        """Keep a wish to be called back, durable by the time this returns.

        ``phone`` is E.164; ``about`` and ``when`` are the model's words, at most 200 and
        80 characters. All of it is personal data. Raises :exc:`DeskError`. Cancel-safe:
        cancelled, it is kept whole or not at all.
        """
