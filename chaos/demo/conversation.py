"""One call from the caller's side: ears on the journal and the line, mouth on the line.

The caller speaks when the floor is his: the agent listens and has been silent on the line
for half a second. The words come from the journal, because that is what the agent played
(P4); whether it is silent comes from the audio, because that is what a caller has.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

import trio

from callcore.shared.audioformat import BYTES_PER_S
from callcore.shared.observe import events
from chaos.demo.caller import HangUp, Move, Say, Talker
from chaos.demo.journal import JournalEvent, follow
from chaos.demo.scene import Scene
from chaos.faults.fault import Moment

POLITE_S: Final = 0.5  # silence of the agent after which a person begins to speak
NUDGE_S: Final = 15.0  # longer than the agent's own "are you still there?"
INTERRUPT_AFTER_S: Final = 1.0  # he hears the beginning of the sentence he cuts
POLL_S: Final = 0.02
LISTENING: Final = "listening"

Show = Callable[[Scene], None]


class Handset(Protocol):
    """The caller's end of the line."""

    @property
    def speaking(self) -> bool:
        """Return whether queued speech is still on its way out."""

    @property
    def agent_silent_s(self) -> float:
        """Return for how long nothing has been heard."""

    def say(self, pcm: bytes) -> None:
        """Queue speech, 8 kHz 16-bit."""

    def hang_up(self) -> None:
        """Leave."""


@dataclass(slots=True)
class Conversation:
    """Holds one call.

    ``on_moment`` is called when a moment has come at which a fault may strike, once for
    each: after the first answered turn, and half-way through a number that is dictated.
    """

    handset: Handset
    talker: Talker
    clips: Mapping[str, bytes]
    show: Show
    on_moment: Callable[[Moment], Awaitable[None]] | None = None
    scene: Scene = field(default_factory=Scene)
    left_because: str = ""
    transferred_s: float | None = None  #: when callcore decided for a human
    dictated: int = 0  #: how often he had to say his number
    _calm_since: float = 0.0
    _interrupt: tuple[float, Say] | None = None
    _mid_number_s: float | None = None  #: when half of his number will be said
    _moments: set[Moment] = field(default_factory=set)
    _ended: trio.Event = field(default_factory=trio.Event)

    async def run(self, journal: Path) -> None:
        """Talk until somebody cancels this; the line decides when the call is over."""
        self._calm_since = trio.current_time()
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._listen, journal)
            while True:
                self._consider()
                if self._is_mid_number():
                    nursery.start_soon(self._arrive, "dictating")
                self.show(self.scene)
                await trio.sleep(POLL_S)

    async def wait_ended(self) -> None:
        """Return once the journal says that the call is over. Cancel-safe."""
        await self._ended.wait()

    async def _listen(self, journal: Path) -> None:
        async with follow(journal) as heard:
            async for event in heard:
                self._take(event)
                if event["event"] == events.CALL_TURN:
                    await self._arrive("answered")

    async def _arrive(self, moment: Moment) -> None:
        if moment not in self._moments and self.on_moment is not None:
            self._moments.add(moment)
            await self.on_moment(moment)

    def _is_mid_number(self) -> bool:
        """Return whether half of his number is said; true once a dictation."""
        due_s = self._mid_number_s
        if due_s is None or trio.current_time() < due_s:
            return False
        self._mid_number_s = None
        return True

    def _take(self, event: JournalEvent) -> None:
        self.scene.apply(event)
        self._calm_since = trio.current_time()
        if event["event"] == events.CALL_ENDED:
            self._ended.set()
        elif event["event"] == events.CALL_TRANSFERRED:
            self.transferred_s = trio.current_time()
        elif event["event"] == events.AGENT_SAID and not event.get("cut"):
            # what he has talked over asks him nothing
            self.talker.hear(str(event.get("text", "")))
        elif event["event"] == events.AGENT_SAYING:
            move = self.talker.overhear(str(event.get("text", "")))
            if isinstance(move, Say):
                self._interrupt = (trio.current_time() + INTERRUPT_AFTER_S, move)

    def _consider(self) -> None:
        """Speak if it is time to."""
        now = trio.current_time()
        if self.handset.speaking:
            self._calm_since = now
            return
        if self._interrupt is not None:
            if now >= self._interrupt[0]:
                self._do(self._interrupt[1])
                self._interrupt = None
            return
        if self.scene.state != LISTENING or self.handset.agent_silent_s < POLITE_S:
            return
        move = self.talker.reply()
        if move is None and now - self._calm_since >= NUDGE_S:
            self._calm_since = now
            move = self.talker.nudge()
        self._do(move)

    def _do(self, move: Move) -> None:
        if isinstance(move, Say):
            self.scene.speak(move.text)
            pcm = self.clips[move.text]
            self.handset.say(pcm)
            if move.dictates:
                self.dictated += 1
                self._mid_number_s = trio.current_time() + len(pcm) / BYTES_PER_S / 2
        elif isinstance(move, HangUp):
            self.left_because = move.reason
            self.handset.hang_up()
