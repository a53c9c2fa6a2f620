"""The parts of one call and how they hang together; the only file that knows them all."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import trio

from callcore.agent.cards import CardWatch
from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.call.control import CallControl
from callcore.call.driver import Driven, Driver
from callcore.call.happened import Happened, Post
from callcore.call.health import Health
from callcore.call.hearing import Hearing, Hears
from callcore.call.house import House, obey
from callcore.call.keys import Keys
from callcore.call.lanes import event_lane, sentence_lane, utterance_lane
from callcore.call.listen import Listener, Listening
from callcore.call.memory import Memory
from callcore.call.overlap import Overlapping, Overlaps
from callcore.call.saying import Sentence
from callcore.call.services import Services
from callcore.call.speak import Speaker, Speaking
from callcore.call.think import Thinker, Thinking
from callcore.call.tongue import Speaks, Tongues
from callcore.call.watch import Watch, Watched
from callcore.call.waterfall import Waterfall
from callcore.dialog.interruption import is_backchannel
from callcore.dialog.machine import Event, State
from callcore.dialog.patience import Patience
from callcore.dialog.questions import Question, question_of
from callcore.engines.ports import Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import FRAME_MS
from callcore.shared.ids import Language
from callcore.shared.observe.events import CALL_TURN, Journal
from callcore.shared.records import Admission, Outcome
from callcore.transport.line import Line


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
    health: Health
    house: House
    typed: Callable[[str], None]

    def tasks(self) -> tuple[Callable[[], Awaitable[object]], ...]:
        """Return the tasks of the call besides its driver."""
        return (self.listener.run, self.thinker.run, self.speaker.run, self.watch.run)

    async def obey(self, control: CallControl) -> None:
        """Do what the house asks, until the call is over."""
        await obey(control, self.post, self.house, self.typed)

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
        self.health.ear = ear
        self.line.listener = self.hearing
        try:
            yield
        finally:
            ear.close()
            self.health.look()
            self.speaker.close()
            self.house.close()
            blocked = self.guard.blocked + Counter(flood=self.thinker.dropped_calls)
            self.services.metrics.guard_blocked(blocked)


@dataclass(slots=True)
class _Ground:
    """What the parts of one call share while they are put together."""

    line: Line
    services: Services
    journal: Journal
    post: Post
    guard: Guard
    history: History
    memory: Memory
    fall: Waterfall
    tongues: Tongues
    patience: Patience | None
    asked: Question = Question.OPEN
    spoke_s: float = math.inf

    def language(self) -> Language:
        return self.tongues.now

    def end_of_speech(self, ago_s: float) -> None:
        self.spoke_s = trio.current_time() - ago_s
        self.fall.speech_ended(ago_s)
        self.fall.done("endpointing")
        self.line.expect_speech()

    def saying(self, text: str) -> None:
        self.asked = question_of(text, self.language())
        if self.patience is not None:
            self.patience.asked(text, self.language())

    def switched(self, language: Language) -> None:
        self.services.metrics.language_switched(language)
        if self.patience is not None and self.services.profiles is not None:
            self.patience.profile = self.services.profiles[language]

    def is_aside(self, text: str) -> bool:
        return is_backchannel(text, self.language(), self.asked)

    def on_wire(self, sentence: Sentence) -> None:
        self.memory.answer_began(sentence.turn)
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
    ground = _ground(line, admission, services, journal, send_event.send_nowait)
    keys = Keys(ground.post, ground.memory, journal)
    speaker = _speaker(ground)
    thinker = Thinker(_thinking(ground, admission, speaker))
    hearing = Hearing(_hears(ground, send_utterance, thinker, keys))
    driver_of: list[Driver] = []

    def guess(text: str) -> None:
        if driver_of[0].state is State.LISTENING:
            thinker.guess(text)

    listener = Listener(_listening(ground, hearing, speaker, guess), utterances)
    house = House()

    def typed(text: str) -> None:
        ground.end_of_speech(0.0)
        listener.typed(text)

    driver = Driver(_driven(ground, thinker, speaker, listener, hearing, house))
    driver_of.append(driver)
    ground.memory.turn_now = lambda: driver.turn
    health = Health(services, journal)
    return Parts(
        line=line,
        services=services,
        guard=ground.guard,
        hearing=hearing,
        listener=listener,
        thinker=thinker,
        speaker=speaker,
        driver=driver,
        watch=Watch(_watched(ground, driver, hearing, keys, health)),
        post=ground.post,
        events=events,
        health=health,
        house=house,
        typed=typed,
    )


def _driven(
    ground: _Ground,
    thinker: Thinker,
    speaker: Speaker,
    listener: Listener,
    hearing: Hearing,
    house: House,
) -> Driven:
    return Driven(
        thinker=thinker,
        speaker=speaker,
        listener=listener,
        journal=ground.journal,
        metrics=ground.services.metrics,
        turn_waits=lambda: ground.memory.turn_waits,
        turns_said=lambda: ground.memory.turns,
        caller_speaks=lambda: hearing.caller_speaks,
        over_agent=hearing.over_agent,
        took_floor=hearing.took_floor,
        house=house,
        spoke_s=lambda: ground.spoke_s,
    )


def _ground(
    line: Line,
    admission: Admission,
    services: Services,
    journal: Journal,
    post: Post,
) -> _Ground:
    language = admission.language
    guard = services.open_guard(language)
    history = services.open_history(language)
    profiles = services.profiles
    return _Ground(
        line=line,
        services=services,
        journal=journal,
        post=post,
        guard=guard,
        history=history,
        memory=Memory(history, guard, journal),
        fall=Waterfall(trio.current_time),
        tongues=Tongues(language, services.languages),
        patience=None if profiles is None else Patience(profiles[language]),
    )


def _hears(
    ground: _Ground,
    lane: trio.MemorySendChannel[UtteranceAudio],
    thinker: Thinker,
    keys: Keys,
) -> Hears:
    def deliver(utterance: UtteranceAudio) -> None:
        try:
            lane.send_nowait(utterance)
        except trio.WouldBlock:  # the recogniser is far behind: he waits long enough
            ground.post(Happened(Event.FAILED, reason="stt-late"))

    return Hears(
        post=ground.post,
        deliver=deliver,
        end_of_speech=ground.end_of_speech,
        nothing_said=ground.fall.nothing_said,
        goes_on=thinker.drop_guess,
        overlaps=Overlaps(
            Overlapping(
                post=ground.post,
                language=ground.language,
                asked=lambda: ground.asked,
                journal=ground.journal,
                metrics=ground.services.metrics,
            )
        ),
        press=keys.press,
        patience=ground.patience,
    )


def _listening(
    ground: _Ground,
    hearing: Hearing,
    speaker: Speaker,
    guess: Callable[[str], None],
) -> Listening:
    services, journal = ground.services, ground.journal
    speaks = Speaks(
        history=ground.history,
        guard=ground.guard,
        prompt=services.prompt,
        phrases=services.phrases,
        say_switched=lambda: speaker.say_phrase("language_switched"),
        switched=ground.switched,
        post=ground.post,
        journal=journal,
    )

    def spoken(found: Transcript) -> bool:
        return ground.tongues.heard(found, speaks)

    return Listening(
        stt=services.stt,
        language=ground.language,
        others=ground.tongues.others,
        hints=lambda: services.hints(ground.language()),
        post=ground.post,
        texts=ground.memory,
        journal=journal,
        text_ready=lambda: ground.fall.done("stt"),
        heard_text=hearing.heard_text,
        guess=guess,
        is_aside=ground.is_aside,
        spoken=spoken,
        was_nothing=hearing.was_nothing,
        decided=hearing.decided,
    )


def _speaker(ground: _Ground) -> Speaker:
    send_sentence, sentences = sentence_lane()
    services = ground.services
    return Speaker(
        Speaking(
            tts=services.tts,
            phrases=lambda: services.phrases.get(ground.language(), {}),
            language=ground.language,
            playout=ground.line.playout,
            post=ground.post,
            heard=ground.memory.agent_heard,
            on_wire=ground.on_wire,
            has_audio=lambda: ground.fall.done("tts"),
            saying=ground.saying,
            filler_ended=ground.fall.filler_ended,
            journal=ground.journal,
        ),
        send_sentence,
        sentences,
    )


def _thinking(ground: _Ground, admission: Admission, speaker: Speaker) -> Thinking:
    services = ground.services
    return Thinking(
        llm=services.llm,
        toolbox=services.open_toolbox(admission, ground.guard),
        history=ground.history,
        language=ground.language,
        speaker=speaker,
        post=ground.post,
        has_sentence=lambda: ground.fall.done("llm"),
        within_budget=ground.guard.take_reply,
        may_say=ground.guard.check_speech,
        hide=lambda text: CardWatch().without(text),
        journal=ground.journal,
        metrics=services.metrics,
    )


def _watched(
    ground: _Ground, driver: Driver, hearing: Hearing, keys: Keys, health: Health
) -> Watched:
    playout = ground.line.playout
    return Watched(
        driver=driver,
        post=ground.post,
        silent_s=lambda: playout.silent_frames * FRAME_MS / 1000,
        spoke_s=lambda: ground.spoke_s,
        caller_speaks=lambda: hearing.caller_speaks,
        keys_are_entered=lambda: keys.entering,
        he_writes=lambda: ground.memory.writes,
        look_at_keys=keys.look,
        look_at_line=health.look,
        call_max_s=ground.services.call_max_s,
        no_input=ground.services.no_input,
        over_budget=lambda: (
            ground.services.account.over_budget or bool(ground.guard.exhausted)
        ),
    )
