"""The first recogniser refuses: the quota is used up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chaos.faults.fault import Context, Ending, Fault
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble


class SttQuota(Fault):
    """429, RESOURCE_EXHAUSTED: no use to ask again, the next engine takes over."""

    name: ClassVar[str] = "stt-quota"
    about: ClassVar[str] = "Google's speech recognition says that the quota is used up"
    ending: ClassVar[Ending] = "order"
    needs: ClassVar[Mapping[str, str]] = {"stt": "google"}

    async def inject(self, context: Context) -> None:
        """Refuse every request from now on."""
        break_vendor(context, "google", Trouble("limit"))
