"""The first voice dies in mid-sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from chaos.faults.fault import Context, Ending, Fault
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble

CHUNKS: Final = 3  # some words were spoken: what follows must not say them again


class TtsCut(Fault):
    """The connection breaks behind the first chunks; another voice says the rest."""

    name: ClassVar[str] = "tts-cut"
    about: ClassVar[str] = "Google's voice dies in the middle of every sentence"
    ending: ClassVar[Ending] = "order"
    needs: ClassVar[Mapping[str, str]] = {"tts": "google"}

    async def inject(self, context: Context) -> None:
        """Break every sentence from now on."""
        break_vendor(context, "google", Trouble("reset", after=CHUNKS))
