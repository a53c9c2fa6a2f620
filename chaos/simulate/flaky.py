"""The offline agent with the fault knob of the scripted engines."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import trio

from callcore.engines.chat import Delta, Message, TextDelta, ToolSpec
from callcore.engines.ports import LanguageModel
from callcore.engines.scripted import Scripted
from callcore.shared.ids import Language

THINKS_S = 0.05  # to the first delta, as measured with the real one


class FlakyModel(Scripted):
    """Passes everything on to ``model``, unless its fault says otherwise."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__(f"flaky-{model.name}")
        self._model = model

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """See :class:`callcore.engines.ports.LanguageModel`."""
        await trio.sleep(THINKS_S)
        done = 0
        async with self._model.reply(messages, tools, language) as deltas:
            async for delta in deltas:
                if await self.strike(done):
                    yield TextDelta("\ufffd\ufffd garbage ")
                yield delta
                done += 1
