"""Dialogues played with a model and judged, against what is expected of it by now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import LANGUAGES, Language
from chaos.prompts.dialogue import Dialogue
from chaos.prompts.invariants import broken, unsafe
from chaos.prompts.score import score
from chaos.prompts.stage import PLAIN, Manner, run
from chaos.prompts.trace import Played
from chaos.store.products import catalogue

EXPECTED: Final = Path(__file__).parent / "expected.yaml"
_NEVER: Final = ("order too many", "old order", "said what must not", "callbacks:")
_SHELF: Final = catalogue()

Maker = Callable[[Dialogue], LanguageModel]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one dialogue came to: ``broken`` invariants, ``missed`` wishes of its end."""

    dialogue: Dialogue
    broken: tuple[str, ...]
    missed: tuple[str, ...]
    blocked: Counter[str]

    @property
    def passed(self) -> bool:
        """True if nothing is wrong with it."""
        return not self.broken and not self.missed

    @property
    def safe(self) -> bool:
        """True if nothing happened that must never happen, whether it helped or not."""
        return not self.broken and not any(
            line.startswith(_NEVER) for line in self.missed
        )


@dataclass(frozen=True, slots=True)
class Expected:
    """The floors of the pass rate by language, and failures that are known, with why."""

    floors: Mapping[Language, float]
    known: Mapping[str, str] = field(default_factory=dict)


def offline(_dialogue: Dialogue) -> LanguageModel:
    """Return the offline agent over the reference catalogue, without a model of meaning."""
    return OfflineAgent(None, lambda: _SHELF)


def judged(dialogue: Dialogue, played: Played) -> Verdict:
    """Return the verdict on a played dialogue."""
    missed = tuple(score(dialogue, played))
    return Verdict(dialogue, tuple(broken(played)), missed, played.blocked)


def try_all(
    dialogues: Iterable[Dialogue], make: Maker, manner: Manner = PLAIN
) -> list[Verdict]:
    """Play and judge each of ``dialogues`` once."""
    return [judged(one, run(one, make(one), manner=manner)) for one in dialogues]


def try_cut(dialogues: Iterable[Dialogue], make: Maker, barge_in: float) -> list[str]:
    """Play with callers who interrupt; return what was unsafe, by dialogue."""
    wrong = []
    for seed, dialogue in enumerate(dialogues):
        played = run(dialogue, make(dialogue), manner=Manner(barge_in, seed))
        wrong += [f"{dialogue.id}, cut by seed {seed}: {why}" for why in unsafe(played)]
    return wrong


def load_expected(path: Path = EXPECTED) -> Expected:
    """Read the floors and known failures; raises ``ValueError`` on a malformed file."""
    found: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    floors, known = found["floors"], found.get("known") or {}
    if set(floors) != set(LANGUAGES) or not all(known.values()):
        raise ValueError(
            "expected.yaml needs a floor a language and a reason a failure"
        )
    return Expected(
        {language: float(floors[language]) for language in LANGUAGES}, known
    )


def complaints(verdicts: Iterable[Verdict], expected: Expected) -> list[str]:
    """Return what is worse than expected, each in one line."""
    verdicts = list(verdicts)
    wrong = [
        f"{verdict.dialogue.id}: {why}"
        for verdict in verdicts
        if verdict.dialogue.id not in expected.known
        for why in (*verdict.broken, *verdict.missed)
    ]
    wrong += [
        f"{verdict.dialogue.id} is unsafe, which nothing excuses: {why}"
        for verdict in verdicts
        if not verdict.safe and verdict.dialogue.id in expected.known
        for why in (*verdict.broken, *verdict.missed)
    ]
    for language in LANGUAGES:
        passed, played = rate(verdicts, language)
        if played and passed / played < expected.floors[language]:
            floor = expected.floors[language]
            wrong.append(
                f"{language}: {passed} of {played} golden passed, floor {floor}"
            )
    return wrong


def rate(verdicts: Iterable[Verdict], language: Language) -> tuple[int, int]:
    """Return how many golden dialogues of a language passed, and how many there are."""
    golden = [
        verdict
        for verdict in verdicts
        if verdict.dialogue.kind == "golden" and verdict.dialogue.folder == language
    ]
    return sum(verdict.passed for verdict in golden), len(golden)


def mended(verdicts: Iterable[Verdict], expected: Expected) -> list[str]:
    """Return known failures that pass by now: they should leave the list."""
    return [
        v.dialogue.id for v in verdicts if v.passed and v.dialogue.id in expected.known
    ]
