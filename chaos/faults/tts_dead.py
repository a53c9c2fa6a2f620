"""Every voice fails: only phrases that were rendered before can still be said."""

from __future__ import annotations

from typing import ClassVar

from chaos.faults.enginehost import break_stage
from chaos.faults.fault import Context, Fault


class TtsDead(Fault):
    """Text to speech answers every sentence with an error."""

    name: ClassVar[str] = "tts-dead"
    about: ClassVar[str] = "every voice engine fails"

    async def inject(self, context: Context) -> None:
        """Let the voices fail."""
        await break_stage(context.engines_socket, "tts", "error")
