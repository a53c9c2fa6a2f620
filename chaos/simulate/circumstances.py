"""What kind of worker a world has: patience, ears, voices, languages; from its seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Literal

from callcore.audio.activity import TurnEnd
from callcore.call.control import CallControl
from callcore.call.services import NoInput, Services
from callcore.call.session import Session
from callcore.daemon.lobby import Lobby, LobbyLimits
from callcore.daemon.reception import Reception
from callcore.dialog.patience import PROFILES
from callcore.engines.ports import LanguageModel
from callcore.engines.scripted import (
    Scripted,
    ScriptedSpeechToText,
    ScriptedTextToSpeech,
)
from callcore.shared.ids import LANGUAGES, Language
from callcore.shared.records import Admission, Outcome
from callcore.store.port import Product
from callcore.transport.line import Line
from chaos.simulate.flaky import FlakyModel
from chaos.simulate.ladders import Ladders, Pair
from chaos.simulate.twins import (
    FULL_STOP,
    ChunkedTextToSpeech,
    OneMarkTextToSpeech,
    RandomTurnEnd,
    RightTurnEnd,
    detect,
)
from tests.kit.hall import Hall


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The knobs of one world."""

    patient: bool = False
    judge: Literal["none", "random", "right"] = "none"
    settled_partials: bool = False
    partial_ms: int = 500
    final_s: float = 0.3
    word_times: bool = True
    voiceless: Language | None = None
    no_input: NoInput = "goodbye"
    call_max_s: float = 240.0
    seconds: bool = False  # a second engine for each stage

    @classmethod
    def draw(cls, chance: random.Random) -> Circumstances:
        """Draw a worker."""
        return cls(
            patient=chance.random() < 0.7,
            judge=chance.choice(("none", "random", "right")),
            settled_partials=chance.random() < 0.5,
            partial_ms=chance.choice((100, 250, 500, 1000)),
            final_s=chance.choice((0.05, 0.3, 0.8)),
            word_times=chance.random() < 0.7,
            voiceless=chance.choice((None, None, None, "uk", "ru")),
            no_input=chance.choice(("goodbye", "human")),
            call_max_s=chance.choice((90.0, 240.0, 240.0)),
        )

    @property
    def full_stop(self) -> str:
        """Return what callers spell behind a turn."""
        return FULL_STOP if self.judge == "right" else ""

    def __str__(self) -> str:
        judge = "" if self.judge == "none" else f"judge-{self.judge}"
        told = (
            "patient" if self.patient else "",
            judge,
            "settled" if self.settled_partials else "",
            f"partials-{self.partial_ms}ms",
            "" if self.word_times else "no-word-times",
            f"no-{self.voiceless}" if self.voiceless else "",
            "second-engines" if self.seconds else "",
        )
        return " ".join(filter(None, told))


class House(Hall):
    """A worker in memory in given circumstances."""

    def __init__(
        self,
        llm: LanguageModel,
        products: list[Product],
        how: Circumstances,
        chance: random.Random,
    ) -> None:
        self._how = how
        super().__init__(
            llm,
            products,
            call_max_s=how.call_max_s,
            languages=LANGUAGES,
            profiles=PROFILES if how.patient else None,
            no_input=how.no_input,
            turn_end=_judge(how, chance),
            stt=_ears(how, "scripted-stt"),
        )
        if how.voiceless is not None:
            self.phrases.pop(how.voiceless)
        self.ladders: Ladders | None = None
        self.seconds: dict[str, Scripted] = {}

    def add_seconds(self, llm: FlakyModel) -> Ladders:
        """Give every later call a second engine for each stage; return the ladders."""
        stt, tts = _ears(self._how, "second-stt"), _mouth(self._how, "second-tts")
        self.seconds = {"stt-2": stt, "tts-2": tts, "llm-2": llm}
        self.ladders = Ladders(
            Pair(self.stt, self.tts, self.llm),
            Pair(stt, tts, llm),
            word_times=self._how.word_times,
        )
        self.reception = Reception(
            self.ticker, self.board, Lobby(LobbyLimits()), self._answer, frozenset()
        )
        return self.ladders

    async def _answer(
        self, line: Line, admission: Admission, control: CallControl
    ) -> Outcome:
        assert self.ladders is not None
        session = Session(self.ladders.of_a_call(self._shared))
        return await session.answer(line, admission, control)

    def _services(self, call_max_s: float) -> Services:
        self.tts = _mouth(self._how, "scripted-tts")
        self._shared = replace(super()._services(call_max_s), tts=self.tts)
        return self._shared


def _mouth(how: Circumstances, name: str) -> ScriptedTextToSpeech:
    if not how.word_times:
        return OneMarkTextToSpeech(name=name)
    if how.seconds:
        return ChunkedTextToSpeech(name=name)
    return ScriptedTextToSpeech(name=name)


def _ears(how: Circumstances, name: str) -> ScriptedSpeechToText:
    return ScriptedSpeechToText(
        name=name,
        final_s=how.final_s,
        partial_ms=how.partial_ms,
        settled_partials=how.settled_partials,
        detect=detect,
    )


def _judge(how: Circumstances, chance: random.Random) -> TurnEnd | None:
    match how.judge:
        case "random":
            return RandomTurnEnd(chance)
        case "right":
            return RightTurnEnd()
        case _:
            return None
