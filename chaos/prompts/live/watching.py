"""A language model that is watched: how long its first token took, and whether it failed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence

import trio

from callcore.engines.chat import Delta, Finished, Message, ToolSpec
from callcore.engines.errors import EngineError
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language


class WatchedModel:
    """A :class:`~callcore.engines.ports.LanguageModel` for one trial.

    ``failed`` is the first error of the service, which the call itself survives.
    """

    def __init__(self, model: LanguageModel) -> None:
        self.name = model.name
        self.failed: EngineError | None = None
        self.first_token_ms: list[float] = []
        self.tokens_in = 0
        self.tokens_out = 0
        self._model = model

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """See :class:`~callcore.engines.ports.LanguageModel`."""
        started_s, waits = trio.current_time(), True
        try:
            async with self._model.reply(messages, tools, language) as deltas:
                async for delta in deltas:
                    if waits:
                        took_ms = 1000 * (trio.current_time() - started_s)
                        self.first_token_ms.append(round(took_ms, 1))
                    waits = False
                    self._count(delta)
                    yield delta
        except EngineError as error:
            self.failed = self.failed or error
            raise

    def _count(self, delta: Delta) -> None:
        if isinstance(delta, Finished):
            self.tokens_in += delta.tokens_in
            self.tokens_out += delta.tokens_out
