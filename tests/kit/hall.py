"""A worker in memory: the real call core, ticker, ear, reception and guard, on scripted
engines, a shop in memory and a fake Asterisk, so that a whole call takes milliseconds.

Everything that is not a socket, a model or a shop is the product's own code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import trio

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.phrases import PHRASES, PhraseKey
from callcore.agent.toolbox import Toolbox
from callcore.audio.activity import TurnEnd
from callcore.audio.endpointing import EarSettings
from callcore.call.phrasebank import Rendered
from callcore.call.services import NoInput, Services
from callcore.call.session import Session
from callcore.daemon.lobby import Lobby, LobbyLimits
from callcore.daemon.reception import Reception
from callcore.daemon.switchboard import Switchboard
from callcore.dialog.patience import TurnProfile
from callcore.dialog.sayable import sayable
from callcore.engines.chat import Message
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.scripted import (
    Scripted,
    ScriptedLanguageModel,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.engines.spelled import spell
from callcore.protocol.fastagi import Request
from callcore.shared.ids import CallId, Language, new_call_id
from callcore.shared.records import NEXT_HUMAN, Admission, Outcome
from callcore.store.memory import MemoryStore
from callcore.store.port import Product
from callcore.transport.ear import EnergyEar
from callcore.transport.memory import MemoryReadiness, MemoryWire
from callcore.transport.ticker import Ticker
from tests.kit.phone.dialplan import Phone
from tests.kit.phone.memory import Admitted, MemoryExchange
from tests.kit.phone.operators import Operators

TARGET = "memory:0"


@dataclass
class Notes:
    """A journal, the counters and the history of one call, for assertions."""

    admission: Admission
    events: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    closed: bool = False

    def note(self, event: str, **fields: object) -> None:
        self.events.append((trio.current_time(), event, dict(fields)))

    def close(self) -> None:
        self.closed = True

    def of(self, event: str) -> list[dict[str, Any]]:
        return [fields for _, name, fields in self.events if name == event]

    def times(self, event: str) -> list[float]:
        return [time_s for time_s, name, _ in self.events if name == event]


@dataclass
class Tally:
    """See :class:`callcore.call.parts.CallMetrics`."""

    outcomes: list[Outcome] = field(default_factory=list)
    turns: list[dict[str, float]] = field(default_factory=list)
    barge_ins: list[str] = field(default_factory=list)
    degradations: list[str] = field(default_factory=list)
    blocked: Counter[str] = field(default_factory=Counter)
    guesses: list[str] = field(default_factory=list)
    languages: list[Language] = field(default_factory=list)
    bad_lines: list[str] = field(default_factory=list)

    def call_ended(self, outcome: Outcome, duration_s: float) -> None:
        self.outcomes.append(outcome)

    def turn(self, times: dict[str, float]) -> None:
        self.turns.append(times)

    def guard_blocked(self, rules: Mapping[str, int]) -> None:
        self.blocked.update(rules)

    def barge_in(self, verdict: str) -> None:
        self.barge_ins.append(verdict)

    def degraded(self, reason: str) -> None:
        self.degradations.append(reason)

    def guess(self, fate: str) -> None:
        self.guesses.append(fate)

    def language_switched(self, language: Language) -> None:
        self.languages.append(language)

    def bad_audio(self, finding: str) -> None:
        self.bad_lines.append(finding)


class Hall:
    """One worker in memory. Engines and shop are attributes, to be broken at will."""

    def __init__(
        self,
        llm: LanguageModel | None = None,
        products: Sequence[Product] = (),
        *,
        language: Language = "en",
        call_max_s: float = 1200.0,
        max_calls: int = 100,
        languages: Sequence[Language] = (),
        profiles: Mapping[Language, TurnProfile] | None = None,
        no_input: NoInput = "goodbye",
        turn_end: TurnEnd | None = None,
        stt: ScriptedSpeechToText | None = None,
        hearing: SpeechToText | None = None,
        voice: TextToSpeech | None = None,
    ) -> None:
        """Take the engines; ``hearing`` and ``voice`` are ladders, instead of one twin."""
        self.stt = stt or ScriptedSpeechToText()
        self.tts = ScriptedTextToSpeech()
        self._hearing = hearing or self.stt
        self._voice = voice or self.tts
        self.llm = llm or ScriptedLanguageModel(["Hello there."])
        self.store = MemoryStore(products)
        self.tally = Tally()
        self.notes: dict[CallId, Notes] = {}
        self.histories: dict[CallId, History] = {}
        self.guards: dict[CallId, Guard] = {}
        self.language: Language = language
        self.operators = Operators()
        self.ticker = Ticker(MemoryReadiness())
        self.ear = EnergyEar(turn_end)
        self.board = Switchboard(max_calls, lambda _call_id: None)
        self._opening: list[Admission] = []
        self._languages = languages
        self.phrases = {each: _bank(each) for each in (language, *languages)}
        self._profiles = profiles
        self._no_input: NoInput = no_input
        session = Session(self._services(call_max_s))
        self.reception = Reception(
            self.ticker,
            self.board,
            Lobby(LobbyLimits()),
            session.answer,
            frozenset(),
        )
        self._nursery: trio.Nursery | None = None
        self.handed: list[tuple[str, str]] = []
        self.phone = Phone(
            exchange=MemoryExchange(
                self._admit, self._after, self._accept, self._handover
            ),
            operators=self.operators,
        )

    @property
    def scripted(self) -> dict[str, Scripted]:
        """Return the engines that have a fault knob, by stage."""
        engines: dict[str, Scripted] = {"stt": self.stt, "tts": self.tts}
        if isinstance(self.llm, Scripted):
            engines["llm"] = self.llm
        return engines

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Hall]:
        """Serve calls inside; all of the worker is gone afterwards."""
        async with trio.open_nursery() as self._nursery:
            self._nursery.start_soon(self.ticker.run)
            self._nursery.start_soon(self.ear.run)
            yield self
            self._nursery.cancel_scope.cancel(reason="the hall closes")

    @property
    def last(self) -> Notes:
        """Return the notes of the call that began last."""
        return list(self.notes.values())[-1]

    def heard_by_model(self, call_id: CallId | None = None) -> list[Message]:
        """Return the messages of a call, or of the one that began last."""
        key = call_id or list(self.histories)[-1]
        return self.histories[key].messages()

    def _services(self, call_max_s: float) -> Services:
        return Services(
            stt=self._hearing,
            tts=self._voice,
            llm=self.llm,
            ear=self.ear,
            ear_settings=EarSettings(),
            phrases=self.phrases,
            open_toolbox=lambda admission, guard: Toolbox(self.store, guard, admission),
            open_guard=self._open_guard,
            open_history=self._open_history,
            open_journal=self._open_journal,
            open_recording=lambda _admission: None,
            prompt=lambda language: f"You are the operator, in {language}.",
            hints=lambda _language: (),
            metrics=self.tally,
            call_max_s=call_max_s,
            languages=self._languages,
            profiles=self._profiles,
            no_input=self._no_input,
        )

    def _open_journal(self, admission: Admission) -> Notes:
        self._opening.append(admission)
        self.notes[admission.call_id] = Notes(admission)
        return self.notes[admission.call_id]

    def _open_guard(self, language: Language) -> Guard:
        guard = Guard(language)
        self.guards[self._opening[-1].call_id] = guard
        return guard

    def _open_history(self, _language: Language) -> History:
        history = History("You are the operator.", max_turns=1000, max_chars=10**7)
        self.histories[self._opening[-1].call_id] = history
        return history

    # -- what Asterisk asks --------------------------------------------------------

    def _admit(self, request: Request) -> Admitted:
        call_id = new_call_id()
        admission = Admission(call_id, request.caller, "100", self.language)
        if not self.board.expect(admission, trio.current_time()):
            return None
        return TARGET, TARGET, call_id

    def _after(self, uuid: str) -> str:
        call_id = CallId(uuid)
        mark = self.board.mark_of(call_id)
        self.board.mark_read(call_id)
        return mark or NEXT_HUMAN

    def _accept(self, _target: str, wire: MemoryWire) -> None:
        assert self._nursery is not None
        self._nursery.start_soon(self.reception.serve_wire, wire, "memory")

    def _handover(self, uuid: str, status: str) -> None:
        self.handed.append((uuid, status))


def _bank(language: Language) -> dict[PhraseKey, Rendered]:
    return {
        key: Rendered(spell(sayable(text, language).text), text)
        for key, text in PHRASES[language].items()
    }


Predicate = Callable[[], bool]


async def wait_until(true: Predicate, *, within_s: float = 60.0) -> None:
    """Return when ``true()`` is; looks ten times a (virtual) second."""
    with trio.fail_after(within_s):
        while not true():  # noqa: ASYNC110 -- virtual time, and any condition
            await trio.sleep(0.1)
