"""The first language model dies in mid-reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from chaos.faults.fault import Context, Ending, Fault
from chaos.faults.vendor import break_vendor
from chaos.standins.trouble import Trouble


class LlmCut(Fault):
    """The stream ends without its end mark; another model goes on."""

    name: ClassVar[str] = "llm-cut"
    about: ClassVar[str] = (
        "the language model's stream ends in the middle of every reply"
    )
    ending: ClassVar[Ending] = "order"
    needs: ClassVar[Mapping[str, str]] = {"llm": "openai"}

    async def inject(self, context: Context) -> None:
        """Cut every reply from now on."""
        break_vendor(context, "openai", Trouble("cut", after=1))
