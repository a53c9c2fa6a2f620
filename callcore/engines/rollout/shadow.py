"""The shadow: the other arm hears the same utterance, after the call and beside it.

:class:`ShadowedSpeechToText` hands the audio over once the call has its text, and waits
for nothing. :class:`Shadow` keeps a bounded queue (20 utterances, 20 MB; when it is full
the oldest goes and is counted), and its own task transcribes one at a time, so many a
minute, within a deadline and a day's budget, and only while ``may_run`` says so. Whatever
goes wrong there is counted and reaches no call.

Where the shadow's engine shares something with live calls (the engine process, a core),
``may_run`` must keep it out of their way: it is asked before each utterance.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

import trio

from callcore.engines.errors import EngineError
from callcore.engines.ports import Partial, SpeechToText, Transcript
from callcore.engines.rollout.comparing import LONGEST_CHARS
from callcore.engines.rollout.quality import ArmQuality, Price, speech_ms_of
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Spend, Usage
from callcore.shared.ids import Language
from callcore.shared.rollout.plan import Arm

log = logging.getLogger(__name__)

MOST_ITEMS: Final = 20
MOST_BYTES: Final = 20_000_000
MOST_HINTS: Final = 100
_BUSY_S: Final = 1.0  # between two questions whether it may run
DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class ShadowLimits:
    """What the shadow of one worker may take."""

    per_minute: int = 10
    deadline_s: float = 30.0  # one utterance; a minute of audio on a slow core
    micros_a_day: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Overheard:
    """One utterance as its call heard it. ``arm`` is the call's, ``since`` its plan's."""

    utterance_id: str
    since: int
    arm: Arm
    pcm: bytes = field(repr=False)
    speech_ms: int
    language: Language  # that the text is in
    text: str = field(repr=False)  # personal data, as the audio
    hints: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Shadowed:
    """An utterance, and what the other arm heard; ``None`` if that arm failed."""

    overheard: Overheard
    text: str | None = field(repr=False)
    usage: tuple[Usage, ...] = ()

    @property
    def control(self) -> str | None:
        """Return control's text."""
        return self.overheard.text if self.overheard.arm == "control" else self.text

    @property
    def candidate(self) -> str | None:
        """Return the candidate's text."""
        return self.text if self.overheard.arm == "control" else self.overheard.text


@dataclass(slots=True)
class Spent:
    """What the shadow has spent today; a day is one of UTC."""

    day: int = 0
    micros: int = 0
    unpriced: int = 0

    def turn_to(self, day: int) -> None:
        """Begin a new day with nothing spent."""
        if day != self.day:
            self.day, self.micros, self.unpriced = day, 0, 0


MakeEngine = Callable[[Arm, Spend], SpeechToText]


@dataclass(frozen=True, slots=True)
class ShadowHooks:
    """Who hears of the shadow. ``dropped`` gets a short word; none of them may raise."""

    compared: Callable[[Shadowed], None] = lambda _shadowed: None
    dropped: Callable[[str], None] = lambda _reason: None
    may_run: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Shadow:
    """Transcribes with the other arm what calls have heard. ``run`` belongs in a nursery.

    ``make`` builds the engine of an arm as for a call, ``now_s`` is the time of day.
    """

    make: MakeEngine
    price: Price
    now_s: Callable[[], float]
    limits: ShadowLimits = field(default_factory=ShadowLimits)
    hooks: ShadowHooks = field(default_factory=ShadowHooks)
    spent: Spent = field(default_factory=Spent)
    _queue: deque[Overheard] = field(default_factory=deque, init=False)
    _bytes: int = field(default=0, init=False)
    _offered: trio.Event = field(default_factory=trio.Event, init=False)

    def offer(self, overheard: Overheard) -> None:
        """Queue one utterance; returns at once, and never raises."""
        self._queue.append(overheard)
        self._bytes += len(overheard.pcm)
        while len(self._queue) > MOST_ITEMS or self._bytes > MOST_BYTES:
            self._bytes -= len(self._queue.popleft().pcm)
            self.hooks.dropped("full")
        self._offered.set()

    def clear(self) -> None:
        """Forget what waits: its plan has ended."""
        self._queue.clear()
        self._bytes = 0

    async def run(self) -> NoReturn:
        """Work until cancelled; ends for no engine's sake."""
        while True:
            await self._wait_free()
            if not self._affordable():
                self._pop()
                self.hooks.dropped("budget")
                continue
            started_s = trio.current_time()
            await self._hear(self._pop())
            pause_s = 60 / max(1, self.limits.per_minute)
            await trio.sleep_until(started_s + pause_s)

    async def _wait_free(self) -> None:
        """Return when something waits and the machine has room for it."""
        while True:
            while not self._queue:
                self._offered = trio.Event()
                await self._offered.wait()
            if self.hooks.may_run():
                return
            await trio.sleep(_BUSY_S)

    def _pop(self) -> Overheard:
        overheard = self._queue.popleft()
        self._bytes -= len(overheard.pcm)
        return overheard

    def _affordable(self) -> bool:
        """Return whether today's budget has room; without a price it is kept by stopping."""
        self.spent.turn_to(int(self.now_s()) // DAY_S)
        return not self.spent.unpriced and self.spent.micros < self.limits.micros_a_day

    async def _hear(self, overheard: Overheard) -> None:
        usage: list[Usage] = []
        text, failure = None, "slow"
        with trio.move_on_after(self.limits.deadline_s):
            try:
                text = await self._transcribe(overheard, usage.append)
            except EngineError as error:
                failure = error.reason
            except Exception as error:  # noqa: BLE001 -- D-071: as an engine request
                failure = "bug"
                log.error(  # noqa: TRY400 -- a trace may quote what the caller said
                    "the shadow's engine failed",
                    extra={"error_type": type(error).__name__},
                )
        self._pay(usage)
        if text is None:
            self.hooks.dropped(failure)
        self.hooks.compared(Shadowed(overheard, text, tuple(usage)))

    async def _transcribe(self, overheard: Overheard, spend: Spend) -> str:
        other: Arm = "control" if overheard.arm == "candidate" else "candidate"
        engine = self.make(other, spend)
        audio = UtteranceAudio()
        audio.append(overheard.pcm)
        audio.close()
        found = await engine.transcribe(
            audio, overheard.language, lambda _partial: None, overheard.hints
        )
        return str(found.text)[: LONGEST_CHARS + 1]

    def _pay(self, usage: Sequence[Usage]) -> None:
        for each in usage:
            micros = self.price(each)
            if micros is None:
                self.spent.unpriced += 1
            else:
                self.spent.micros += micros


@dataclass(frozen=True, slots=True)
class CallOnTrial:
    """Which call it is, in which arm, by the plan that began with version ``since``."""

    call_id: str
    arm: Arm
    since: int


class ShadowedSpeechToText:
    """A call's speech to text whose utterances the shadow hears as well, afterwards.

    ``quality`` knows when the arm's second engine stepped in: such a text is not the
    arm's own and is not compared.
    """

    def __init__(
        self, engine: SpeechToText, shadow: Shadow, quality: ArmQuality, of: CallOnTrial
    ) -> None:
        self.name = engine.name
        self._engine = engine
        self._shadow = shadow
        self._quality = quality
        self._of = of
        self._heard = 0

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """See :class:`~callcore.engines.ports.SpeechToText`."""
        before = self._quality.steps
        found = await self._engine.transcribe(audio, language, post, hints, others)
        self._heard += 1
        own = self._quality.steps == before
        if own and audio.closed and not audio.void:
            self._shadow.offer(self._overheard(audio, found, hints))
        return found

    def _overheard(
        self, audio: UtteranceAudio, found: Transcript, hints: Sequence[str]
    ) -> Overheard:
        return Overheard(
            utterance_id=f"{self._of.call_id}/{self._heard}",
            since=self._of.since,
            arm=self._of.arm,
            pcm=bytes(audio.pcm),
            speech_ms=speech_ms_of(audio),
            language=found.language,
            text=found.text[: LONGEST_CHARS + 1],
            hints=tuple(hints[:MOST_HINTS]),
        )
