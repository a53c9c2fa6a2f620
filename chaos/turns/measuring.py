"""Measure one language: the sweep, its ablations, and the product as it is set."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from callcore.audio.activity import TurnEnd, VoiceActivity
from callcore.audio.endpointing import EarSettings
from callcore.dialog.patience import PROFILES, TurnProfile
from callcore.engines.models.errors import ModelError
from callcore.engines.models.whisper import prepare_whisper
from callcore.engines.stt.whisper import NativeWhisper
from callcore.engines.turn.model import TurnModel
from callcore.engines.vad.silero import SileroVad
from callcore.shared.ids import Language
from chaos.turns.ear import Quiet
from chaos.turns.humans import VOICE as HUMAN
from chaos.turns.policy import (
    Case,
    State,
    cases_of,
    fires_ms,
    outcome,
    spans_of,
    stray_quiets,
    swept,
)
from chaos.turns.replay import Listening, Replayed, replay
from chaos.turns.sample import load
from chaos.turns.scoring import WEIGHTS
from chaos.turns.sweep import (
    CUTOFF_BUDGETS,
    LATENCY_BUDGETS_MS,
    Point,
    cutoffs_at,
    frontier,
    latency_at,
    silence_only,
    sweep,
)
from chaos.turns.transcripts import Transcripts

#: for a look in two minutes: so many times fewer turns
QUICK_EVERY: Final = 8
EAR_DELAYS_MS: Final = tuple(range(64, 3501, 32))
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """A policy family: its best point at each budget, ``None`` where it has none."""

    cutoffs: tuple[float | None, ...]  # at LATENCY_BUDGETS_MS
    latency_ms: tuple[float | None, ...]  # at CUTOFF_BUDGETS
    curve: tuple[tuple[float, float], ...]  # (latency, cut-offs), best first


@dataclass(frozen=True, slots=True)
class Outcome:
    """A policy as it is set: one point."""

    cutoffs: float
    latency_ms: float
    holds: int
    ends: int


@dataclass(slots=True)
class Result:
    """All about one language. ``families`` and ``products`` by name."""

    language: Language
    turns: int
    human_turns: int
    judged: bool
    families: dict[str, Summary] = field(default_factory=dict)
    products: dict[str, Outcome] = field(default_factory=dict)
    kinds: dict[str, Outcome] = field(default_factory=dict)
    stray: int = 0  # turns ended by the product in a silence that is no pause


@dataclass(frozen=True, slots=True)
class Pieces:
    """What is loaded once for all languages."""

    cache: Path
    vad: VoiceActivity
    judge: TurnEnd | None
    settings: EarSettings


def load_pieces(
    cache: Path, *, audio: bool = True, judge_ms: int | None = None
) -> Pieces:
    """Load VAD and judge. Raises :exc:`ModelError` with a sentence."""
    settings = EarSettings() if judge_ms is None else EarSettings(judge_ms=judge_ms)
    return Pieces(cache, SileroVad(), load_judge() if audio else None, settings)


def load_judge() -> TurnEnd | None:
    """Return the product's judge of endings; says why on stderr if it cannot be had."""
    try:
        return TurnModel()
    except ModelError as error:
        sys.stderr.write(f"turns: nobody judges by ear: {error}\n")
        return None


def replayed(
    split: str, language: Language, pieces: Pieces, every: int, tell: Tell
) -> list[Replayed]:
    """Return the turns of a split with their signals; slow while texts are missing."""
    turns = load(split, language, pieces.cache)[::every]
    transcripts = Transcripts(
        pieces.cache / "turns",
        language,
        lambda: NativeWhisper(prepare_whisper(pieces.cache)),
    )
    use = Listening(pieces.vad, pieces.judge, pieces.settings, transcripts)
    return replay(turns, use, lambda done: tell(done, len(turns)))


def measure(language: Language, heard: Sequence[Replayed], *, judged: bool) -> Result:
    """Return what the policies make of ``heard``."""
    profile = PROFILES[language]
    humans = sum(one.turn.voice == HUMAN for one in heard)
    result = Result(language, len(heard), humans, judged)
    cases = cases_of(heard)
    deaf = cases_of(heard, audio=False)
    mute = cases_of(heard, text=False)
    text_only = WEIGHTS.without_audio()
    families: Mapping[str, list[Point]] = {
        "audio and text": sweep(spans_of(cases, WEIGHTS.score)),
        "audio only": sweep(spans_of(mute, _by_ear)),
        "text only": sweep(spans_of(deaf, text_only.score)),
        "product, all its times scaled": swept(cases, profile),
        "silence in the ear": sweep(spans_of(cases, _always), (0.5,), EAR_DELAYS_MS),
        "silence only": silence_only(spans_of(cases, _always)),
        "audio and text, VAD's clock": sweep(spans_of(cases, WEIGHTS.score, "ear")),
        "silence only, VAD's clock": silence_only(spans_of(cases, _always, "ear")),
    }
    result.families = {name: summary(points) for name, points in families.items()}
    fixed = flat(profile)
    for name, some, used in (
        ("product", cases, profile),
        ("product, audio only", mute, profile),
        ("product, text only", deaf, profile),
        (f"fixed {profile.neutral_ms} ms", cases, fixed),
    ):
        result.products[name] = outcome_of(some, used)
    result.kinds = by_kind(cases, profile)
    quiets = stray_quiets(heard)
    result.stray = sum(bool(np.isfinite(fires_ms(one, profile))) for one in quiets)
    return result


def _always(_state: State, _quiet: Quiet) -> float:
    return 1.0


def _by_ear(state: State, _quiet: Quiet) -> float:
    return state.finished or 0.0


def summary(points: Sequence[Point]) -> Summary:
    """Return a family's best points and its frontier."""
    few = [cutoffs_at(points, budget) for budget in LATENCY_BUDGETS_MS]
    fast = [latency_at(points, budget) for budget in CUTOFF_BUDGETS]
    return Summary(
        tuple(point.cutoffs if point else None for point in few),
        tuple(point.latency_ms if point else None for point in fast),
        tuple((one.latency_ms, one.cutoffs) for one in frontier(points)),
    )


def outcome_of(cases: Sequence[Case], profile: TurnProfile) -> Outcome:
    """Return the one point of the product's policy; "nan" where there is nothing."""
    ends = sum(case.ends_turn for case in cases)
    cut, wait = outcome(cases, profile)
    return Outcome(cut, wait, len(cases) - ends, ends)


def by_kind(cases: Sequence[Case], profile: TurnProfile) -> dict[str, Outcome]:
    """Return the product's outcome for each kind of turn, then voices and recordings."""
    kinds = dict.fromkeys(case.kind for case in cases if case.voice != HUMAN)
    groups = {
        kind: [case for case in cases if case.kind == kind and case.voice != HUMAN]
        for kind in kinds
    }
    groups["all synthetic voices"] = [case for case in cases if case.voice != HUMAN]
    groups["recorded humans"] = [case for case in cases if case.voice == HUMAN]
    return {name: outcome_of(some, profile) for name, some in groups.items() if some}


def flat(profile: TurnProfile) -> TurnProfile:
    """Return a profile that always waits for ``neutral_ms``: silence alone decides."""
    return TurnProfile(*[profile.neutral_ms] * 6)
