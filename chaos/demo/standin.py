"""The operator of the demo: picks up at once and says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import trio

from callcore.shared.ids import Language
from tests.kit.phone.operators import Operators

HELLO: Final[Mapping[Language, str]] = {
    "en": "Operator speaking, how can I help?",
    "ru": "Оператор слушает, чем могу помочь?",
    "uk": "Оператор слухає, чим можу допомогти?",
}
TALK_S: Final = 1.0  # long enough to read it in the live view


class StandIn(Operators):
    """Tells ``spoke`` what it says and when it picked up."""

    def __init__(self, language: Language, spoke: Callable[[str, float], None]) -> None:
        super().__init__(talk_s=TALK_S)
        self._hello = HELLO[language]
        self._spoke = spoke

    async def serve(self, uuid: str, variables: dict[str, str]) -> str:
        """Take a caller; see :meth:`Operators.serve`."""
        self._spoke(self._hello, trio.current_time())
        return await super().serve(uuid, variables)
