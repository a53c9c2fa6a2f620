"""The caller's telephone: the fake Asterisk of tests/kit, with our mouth and ear on it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

import trio

from callcore.shared.audioformat import FRAME_BYTES
from chaos.demo.gaps import is_speech
from tests.kit.phone.exchange import AgiCall, AgiStatus, Exchange, PhoneSocket
from tests.kit.phone.handset import Handset, Speech

SCRIPT_ADMIT: Final = "admit"


class CallerLine:
    """Speaks and listens on a :class:`Handset`; see ``conversation.Handset``."""

    def __init__(self) -> None:
        self._speech = Speech()
        self._until_s = self._heard_s = 0.0
        self.handset = Handset(self._speech, self._hear)

    @property
    def speaking(self) -> bool:
        """Return whether queued speech is still on its way out."""
        return trio.current_time() < self._until_s

    @property
    def last_word_s(self) -> float:
        """Return when his speech ended, or now if he still speaks."""
        return min(trio.current_time(), self._until_s)

    @property
    def agent_silent_s(self) -> float:
        """Return for how long nothing has been heard."""
        return trio.current_time() - self._heard_s

    def say(self, pcm: bytes) -> None:
        """Queue speech, 8 kHz 16-bit."""
        frames = -(-len(pcm) // FRAME_BYTES)
        self._until_s = max(trio.current_time(), self._until_s) + frames * 0.02
        self._speech.say(pcm)

    def hang_up(self) -> None:
        """Leave."""
        self.handset.hang_up()

    def _hear(self, time_s: float, pcm: bytes) -> None:
        if is_speech(pcm):
            self._heard_s = time_s


class Observed:
    """An exchange that tells which call was admitted, and to which worker's port."""

    def __init__(
        self, inner: Exchange, admitted: Callable[[str, str], Awaitable[None]]
    ) -> None:
        self._inner = inner
        self._admitted = admitted

    async def run_agi(self, call: AgiCall) -> AgiStatus:
        """Run one AGI script; cancelled when the caller hangs up."""
        status = await self._inner.run_agi(call)
        call_id = call.variables.get("CALL_UUID", "")
        if call.url.endswith(f"/{SCRIPT_ADMIT}") and call_id:
            await self._admitted(call_id, call.variables.get("CALL_TARGET", ""))
        return status

    async def connect(self, target: str) -> PhoneSocket:
        """Connect to ``host:port``."""
        return await self._inner.connect(target)
