"""Both recognisers hang while the caller dictates his number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chaos.faults.enginehost import break_stage
from chaos.faults.fault import Context, Fault, Moment
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble


class BothStt(Fault):
    """Nobody is left who understands: a phrase, and the operator."""

    name: ClassVar[str] = "both-stt"
    about: ClassVar[str] = "Google's speech recognition and the local one hang"
    moment: ClassVar[Moment] = "dictating"
    needs: ClassVar[Mapping[str, str]] = {"stt": "google"}
    scenario: ClassVar[str] = "phone-number"

    async def inject(self, context: Context) -> None:
        """Let both hang."""
        break_vendor(context, "google", Trouble("hang"))
        await break_stage(context.engines_socket, "stt", "hang")
