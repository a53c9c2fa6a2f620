"""The first recogniser hangs while the caller dictates his number."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chaos.faults.fault import Context, Ending, Fault, Moment
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble


class SttHangMid(Fault):
    """It takes audio and answers no more; the next engine hears the number from its start."""

    name: ClassVar[str] = "stt-hang-mid"
    about: ClassVar[str] = (
        "Google's speech recognition hangs in the middle of the number"
    )
    moment: ClassVar[Moment] = "dictating"
    ending: ClassVar[Ending] = "order"
    needs: ClassVar[Mapping[str, str]] = {"stt": "google"}
    scenario: ClassVar[str] = "phone-number"

    async def inject(self, context: Context) -> None:
        """Let the running stream, and every later one, answer no more."""
        break_vendor(context, "google", Trouble("hang"))
