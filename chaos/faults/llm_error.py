"""The language model's service answers with errors, after one good reply."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from typing import ClassVar, Final

import trio

from callcore.shared.ids import Language
from chaos.faults.fault import Context, Fault
from tests.kit.llmserver import ModelServer, Reply

GOOD: Final[Mapping[Language, str]] = {
    "en": "Yes, we have winter tyres in this size. How many do you need?",
    "ru": "Да, зимние шины этого размера есть. Сколько вам нужно?",
    "uk": "Так, зимові шини цього розміру є. Скільки вам потрібно?",
}
BROKEN: Final = Reply(status=500)


class LlmError(Fault):
    """A stand-in for an OpenAI-compatible service that breaks on command."""

    name: ClassVar[str] = "llm-error"
    about: ClassVar[str] = "the language model answers with errors"

    def __init__(self) -> None:
        self._server: ModelServer | None = None

    @asynccontextmanager
    async def setting_up(
        self, language: Language
    ) -> AsyncGenerator[dict[str, str], None]:
        """Serve good replies until :meth:`inject`; gives the settings that use it."""
        self._server = ModelServer([Reply(text=GOOD[language])])
        async with trio.open_nursery() as nursery:
            port = await nursery.start(self._server.serve)
            yield {
                "CALLCORE_LLM": "openai",
                "CALLCORE_LLM_URL": f"http://127.0.0.1:{port}/v1",
                "CALLCORE_LLM_MODEL": "scripted",
            }
            nursery.cancel_scope.cancel(reason="the demo is over")

    async def inject(self, _context: Context) -> None:
        """Answer 500 from now on."""
        if self._server is not None:
            self._server.script = deque([BROKEN])
