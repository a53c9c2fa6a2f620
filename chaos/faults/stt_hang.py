"""Speech to text takes audio and never answers."""

from __future__ import annotations

from typing import ClassVar

from chaos.faults.enginehost import break_stage
from chaos.faults.fault import Context, Fault


class SttHang(Fault):
    """The recogniser hangs: the caller speaks and nobody understands."""

    name: ClassVar[str] = "stt-hang"
    about: ClassVar[str] = "speech recognition hangs"

    async def inject(self, context: Context) -> None:
        """Let the recogniser hang."""
        await break_stage(context.engines_socket, "stt", "hang")
