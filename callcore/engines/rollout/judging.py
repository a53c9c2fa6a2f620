"""What one utterance that both arms heard adds to the comparison. Pure.

Control is the reference, not the truth: where it heard nothing, or a phantom, there are
no words to be wrong about.
"""

from __future__ import annotations

from dataclasses import dataclass

from callcore.engines.rollout import entities
from callcore.engines.rollout.comparing import Distance, distance, hallucinated
from callcore.engines.rollout.entities import Match
from callcore.engines.rollout.shadow import Shadowed
from callcore.shared.rollout.counters import Comparison

_NO_DISTANCE = Distance(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one utterance compares."""

    distance: Distance
    match: Match
    empty: bool
    hallucinated: bool

    @property
    def wer(self) -> float | None:
        """Return the word errors per word of control; ``None`` without words."""
        words = self.distance.words
        return self.distance.word_errors / words if words else None

    @property
    def disagrees(self) -> bool:
        """Return whether a human should listen: words, numbers or silence differ."""
        differs = self.distance.word_errors or self.match.missed or self.match.extra
        return bool(differs) or self.empty or self.hallucinated


def verdict_of(control: str, candidate: str, heard: Shadowed) -> Verdict:
    """Return how the candidate's text compares with control's."""
    language, speech_ms = heard.overheard.language, heard.overheard.speech_ms
    phantom = hallucinated(control, language, speech_ms)
    reference = "" if phantom else control
    edits = distance(reference, candidate, language)
    return Verdict(
        edits if edits.words else _NO_DISTANCE,
        entities.match(reference, candidate, language),
        empty=bool(edits.words) and not candidate.strip(),
        hallucinated=hallucinated(candidate, language, speech_ms),
    )


def judge(shadowed: Shadowed, into: Comparison) -> Verdict | None:
    """Count one utterance; ``None`` if an arm has no text to compare."""
    control, candidate = shadowed.control, shadowed.candidate
    if candidate is None:
        into.failures += 1
    if control is None or candidate is None:
        return None
    verdict = verdict_of(control, candidate, shadowed)
    into.utterances += 1
    into.empty += verdict.empty
    into.hallucinated += verdict.hallucinated
    into.words += verdict.distance.words
    into.word_errors += verdict.distance.word_errors
    into.chars += verdict.distance.chars
    into.char_errors += verdict.distance.char_errors
    into.heard += verdict.match.heard
    into.missed += verdict.match.missed
    into.extra += verdict.match.extra
    return verdict
