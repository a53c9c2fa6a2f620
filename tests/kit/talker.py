"""A caller for tests of whole calls in memory: says what the test wants, hears words."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import trio

from callcore.engines.spelled import read_spelled, spell
from callcore.protocol.fastagi_asterisk import AgiChannel
from tests.kit.hall import Hall, wait_until
from tests.kit.phone.dialplan import CALLER
from tests.kit.phone.handset import Handset, Speech
from tests.kit.phone.result import CallResult

GREETED_S = 10.0


class Talker:
    """One caller who is in a call; ``result`` is there once it is over."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.voice = Speech()
        self.frames: list[tuple[float, bytes]] = []
        self.handset = Handset(self.voice, self._hear)
        self.result: CallResult | None = None

    def _hear(self, time_s: float, pcm: bytes) -> None:
        self.frames.append((time_s, pcm))

    @property
    def notes(self):
        return self.hall.last

    @property
    def sounds_s(self) -> list[float]:
        """Return when there was any sound from the agent."""
        return [time_s for time_s, pcm in self.frames if any(pcm)]

    @property
    def words(self) -> str:
        """Return all that the agent was heard to say, spelled."""
        return "".join(read_spelled(pcm) for _, pcm in self.frames if any(pcm))

    async def say(self, text: str) -> float:
        """Say it; return when the last sound of it went out."""
        self.voice.say(spell(text))
        await self.voice.wait_quiet()
        return trio.current_time() - 0.02

    async def make_noise(self, ms: int) -> None:
        """Cough: loud, and no words in it."""
        self.voice.say(b"\x00\x20\x00\xe0" * (ms * 4))
        await self.voice.wait_quiet()

    async def wait_state(self, state: str, within_s: float = 60.0) -> None:
        """Wait until the call is in ``state``."""

        def reached() -> bool:
            states = self.notes.of("call:state")
            return bool(states) and states[-1]["state"] == state

        await wait_until(reached, within_s=within_s)

    @property
    def ended(self) -> CallResult:
        """Return how the call ended; it must be over."""
        assert self.result is not None
        return self.result

    async def wait_over(self, within_s: float = 60.0) -> CallResult:
        """Wait for the end of the call; return how it ended."""
        await wait_until(lambda: self.result is not None, within_s=within_s)
        assert self.result is not None
        return self.result


@asynccontextmanager
async def in_call(
    hall: Hall, *, greeted: bool = True, channel: AgiChannel = CALLER
) -> AsyncIterator[Talker]:
    """Dial into ``hall``; inside, the greeting is over; hang up on leaving."""
    talker = Talker(hall)
    async with hall.open(), trio.open_nursery() as nursery:

        async def dial() -> None:
            talker.result = await hall.phone.call(talker.handset, channel)

        nursery.start_soon(dial)
        await wait_until(lambda: bool(hall.notes))
        if greeted:
            await talker.wait_state("listening")
        yield talker
        talker.handset.hang_up()
        await wait_until(lambda: talker.result is not None)
        await wait_until(lambda: not hall.board.live)
