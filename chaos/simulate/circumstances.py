"""What kind of worker a world has: patience, ears, voices, languages; from its seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Literal

from callcore.audio.activity import TurnEnd
from callcore.call.services import NoInput, Services
from callcore.dialog.patience import PROFILES
from callcore.engines.ports import LanguageModel
from callcore.engines.scripted import ScriptedSpeechToText, ScriptedTextToSpeech
from callcore.shared.ids import LANGUAGES, Language
from callcore.store.port import Product
from chaos.simulate.twins import (
    FULL_STOP,
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
            stt=ScriptedSpeechToText(
                final_s=how.final_s,
                partial_ms=how.partial_ms,
                settled_partials=how.settled_partials,
                detect=detect,
            ),
        )
        if how.voiceless is not None:
            self.phrases.pop(how.voiceless)

    def _services(self, call_max_s: float) -> Services:
        self.tts = (
            ScriptedTextToSpeech() if self._how.word_times else OneMarkTextToSpeech()
        )
        return super()._services(call_max_s)


def _judge(how: Circumstances, chance: random.Random) -> TurnEnd | None:
    match how.judge:
        case "random":
            return RandomTurnEnd(chance)
        case "right":
            return RightTurnEnd()
        case _:
            return None
