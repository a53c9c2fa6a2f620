"""What a worker lends to every call: engines, settings, and who keeps what happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from callcore.agent.guard import Guard
from callcore.agent.history import History
from callcore.agent.toolbox import Toolbox
from callcore.audio.endpointing import EarSettings
from callcore.call.driver import DriverMetrics
from callcore.call.guess import GuessMetrics
from callcore.call.phrasebank import PhraseBank
from callcore.dialog.patience import TurnProfile
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.shared.ids import Language
from callcore.shared.observe.events import Journal
from callcore.shared.records import Admission, Outcome
from callcore.transport.ear import Ear
from callcore.transport.recorder import Recording


class Account(Protocol):
    """What one call has cost so far."""

    @property
    def over_budget(self) -> bool:
        """Return whether it may cost no more: the caller goes to a human."""

    def summary(self) -> Mapping[str, object]:
        """Return what the journal shall say of it at the end of the call."""


class Free:
    """The account of a call that nobody counts."""

    over_budget = False

    def summary(self) -> Mapping[str, object]:
        """Return nothing."""
        return {}


NoInput = Literal["goodbye", "human"]


class CallMetrics(DriverMetrics, GuessMetrics, Protocol):
    """The counters that a call moves; no labels of a single call."""

    def call_ended(self, outcome: Outcome, duration_s: float) -> None:
        """Count a call."""

    def turn(self, times: dict[str, float]) -> None:
        """Count a turn by its stages, in ms."""

    def guard_blocked(self, rules: Mapping[str, int]) -> None:
        """Count what the agent wanted and was not allowed, by rule."""

    def language_switched(self, language: Language) -> None:
        """Count a caller who speaks another language than expected."""

    def bad_audio(self, finding: str) -> None:
        """Count a line on which something is wrong, by what."""


@dataclass(frozen=True, slots=True)
class Services:
    """What the worker lends to every call.

    ``languages`` are those that callers may switch between; ``profiles`` say how patient
    to be in each, and without one the ear's own setting ends turns. ``about`` is noted when
    the call starts.
    """

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
    prompt: Callable[[Language], str]
    hints: Callable[[Language], Sequence[str]]
    metrics: CallMetrics
    call_max_s: float
    languages: Sequence[Language] = ()
    profiles: Mapping[Language, TurnProfile] | None = None
    no_input: NoInput = "goodbye"
    account: Account = field(default_factory=Free)
    about: Mapping[str, str] = field(default_factory=dict)
