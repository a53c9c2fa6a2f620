"""The parts of one call and how they hang together; the only file that knows them all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import trio

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.toolbox import Toolbox
from callcore.audio.endpointing import EarSettings
from callcore.call.driver import Driven, Driver, DriverMetrics
from callcore.call.happened import Happened, Post
from callcore.call.hearing import Hearing
from callcore.call.lanes import event_lane, sentence_lane, utterance_lane
from callcore.call.listen import Listener, Listening
from callcore.call.memory import Memory
from callcore.call.phrasebank import PhraseBank
from callcore.call.saying import Sentence
from callcore.call.speak import Speaker, Speaking
from callcore.call.think import Thinker, Thinking
from callcore.call.watch import Watch, Watched
from callcore.call.waterfall import Waterfall
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.shared.audioformat import FRAME_MS
from callcore.shared.ids import Language
from callcore.shared.observe.events import CALL_TURN, Journal
from callcore.shared.records import Admission, Outcome
from callcore.transport.ear import Ear
from callcore.transport.line import Line
from callcore.transport.recorder import Recording


class CallMetrics(DriverMetrics, Protocol):
    """The counters that a call moves; no labels of a single call."""

    def call_ended(self, outcome: Outcome, duration_s: float) -> None:
        """Count a call."""

    def turn(self, times: dict[str, float]) -> None:
        """Count a turn by its stages, in ms."""

    def guard_blocked(self, rules: Mapping[str, int]) -> None:
        """Count what the agent wanted and was not allowed, by rule."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the worker lends to every call."""

    stt: SpeechToText
    tts: TextToSpeech
    llm: LanguageModel
    ear: Ear
    ear_settings: EarSettings
    phrases: PhraseBank
    open_toolbox: Callable[[Admission, Guard], Toolbox]
    open_guard: Callable[[Language], Guard]
    open_history: Callable[[Language], History]
    open_journal: Callable[[Admission], Journal]
    open_recording: Callable[[Admission], Recording | None]
    hints: Callable[[Language], Sequence[str]]
    metrics: CallMetrics
    call_max_s: float


@dataclass(frozen=True, slots=True)
class Parts:
    """One call, assembled. ``post`` hands an event to its driver."""

    line: Line
    services: Services
    guard: Guard
    hearing: Hearing
    listener: Listener
    thinker: Thinker
    speaker: Speaker
    driver: Driver
    watch: Watch
    post: Post
    events: trio.MemoryReceiveChannel[Happened]

    def tasks(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """Return the tasks of the call besides its driver."""
        return (self.listener.run, self.thinker.run, self.speaker.run, self.watch.run)

    def greet(self) -> None:
        """Say the greeting; without one the call begins by listening."""
        self.speaker.say_phrase("greeting")

    async def drive(self) -> Outcome:
        """Drive the call to its outcome."""
        return await self.driver.run(self.events)

    @contextmanager
    def hearing_line(self) -> Iterator[None]:
        """Attach the ear to the line for as long as the call lasts."""
        ear = self.services.ear.attach(
            self.line, self.hearing.transition, self.services.ear_settings
        )
        self.hearing.use_ear(ear, self.line.ring.samples)
        self.line.listener = self.hearing
        try:
            yield
        finally:
            ear.close()
            self.speaker.close()
            self.services.metrics.guard_blocked(self.guard.blocked)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the parts of one call share while they are put together."""

    line: Line
    admission: Admission
    services: Services
    journal: Journal
    post: Post
    guard: Guard
    history: History
    memory: Memory
    fall: Waterfall

    def language(self) -> Language:
        return self.admission.language

    def end_of_speech(self, ago_s: float) -> None:
        self.fall.speech_ended(ago_s)
        self.fall.done("endpointing")
        self.line.expect_speech()

    def on_wire(self, sentence: Sentence) -> None:
        self.memory.answer_began()
        times = self.fall.finish()
        if times is not None:
            self.services.metrics.turn(times)
            self.journal.note(CALL_TURN, turn=sentence.turn, **times)


def assemble(
    line: Line, admission: Admission, services: Services, journal: Journal
) -> Parts:
    """Return the parts of a call on ``line``; starts nothing."""
    send_event, events = event_lane()
    send_utterance, utterances = utterance_lane()
    guard = services.open_guard(admission.language)
    history = services.open_history(admission.language)
    ground = _Ground(
        line=line,
        admission=admission,
        services=services,
        journal=journal,
        post=send_event.send_nowait,
        guard=guard,
        history=history,
        memory=Memory(history, guard, journal),
        fall=Waterfall(trio.current_time),
    )
    hearing = Hearing(ground.post, send_utterance.send_nowait, ground.end_of_speech)
    listener = Listener(_listening(ground), utterances)
    speaker = _speaker(ground)
    thinker = Thinker(_thinking(ground, speaker))
    driver = Driver(
        Driven(
            thinker=thinker,
            speaker=speaker,
            listener=listener,
            journal=journal,
            metrics=services.metrics,
            turn_waits=lambda: ground.memory.turn_waits,
        )
    )
    return Parts(
        line=line,
        services=services,
        guard=guard,
        hearing=hearing,
        listener=listener,
        thinker=thinker,
        speaker=speaker,
        driver=driver,
        watch=Watch(_watched(ground, driver, hearing)),
        post=ground.post,
        events=events,
    )


def _listening(ground: _Ground) -> Listening:
    return Listening(
        stt=ground.services.stt,
        language=ground.language,
        hints=ground.services.hints(ground.admission.language),
        post=ground.post,
        texts=ground.memory,
        journal=ground.journal,
        text_ready=lambda: ground.fall.done("stt"),
    )


def _speaker(ground: _Ground) -> Speaker:
    send_sentence, sentences = sentence_lane()
    services = ground.services
    return Speaker(
        Speaking(
            tts=services.tts,
            phrases=services.phrases.get(ground.admission.language, {}),
            language=ground.language,
            playout=ground.line.playout,
            post=ground.post,
            heard=ground.memory.agent_heard,
            on_wire=ground.on_wire,
            has_audio=lambda: ground.fall.done("tts"),
            journal=ground.journal,
        ),
        send_sentence,
        sentences,
    )


def _thinking(ground: _Ground, speaker: Speaker) -> Thinking:
    services = ground.services
    return Thinking(
        llm=services.llm,
        toolbox=services.open_toolbox(ground.admission, ground.guard),
        history=ground.history,
        language=ground.language,
        speaker=speaker,
        post=ground.post,
        has_sentence=lambda: ground.fall.done("llm"),
        within_budget=ground.guard.take_reply,
        journal=ground.journal,
    )


def _watched(ground: _Ground, driver: Driver, hearing: Hearing) -> Watched:
    playout = ground.line.playout
    return Watched(
        driver=driver,
        post=ground.post,
        silent_s=lambda: playout.silent_frames * FRAME_MS / 1000,
        caller_speaks=lambda: hearing.caller_speaks,
        call_max_s=ground.services.call_max_s,
    )
