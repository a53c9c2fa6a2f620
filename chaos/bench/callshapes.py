"""The filters that ``just bench calls`` asks for: rare and common, alike and contrary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from adminapi.calls.shapes import CallsFilter, Sort
from chaos.bench.callrows import CAMPAIGNS, LAST, word

COMMON: Final = word(0)  # in nearly every call
FREQUENT: Final = word(30)  # in a quarter of them
SOME: Final = word(900)  # in one of a hundred
RARE: Final = word(19_000)  # in one of two thousand
OLD: Final = CAMPAIGNS[0][0]
NEW: Final = CAMPAIGNS[1][0]
_DAY: Final = {"since": LAST - timedelta(days=1)}
_MONTH: Final = {"since": LAST - timedelta(days=60), "until": LAST - timedelta(days=30)}


@dataclass(frozen=True, slots=True)
class Shape:
    """A way to ask; ``sort`` as the list takes it."""

    name: str
    asked: CallsFilter
    sort: Sort = "time"


def _shape(name: str, given: Mapping[str, object], sort: Sort = "time") -> Shape:
    return Shape(name, CallsFilter.model_validate(given), sort)


SHAPES: Final[Sequence[Shape]] = (
    _shape("everything", {}),
    _shape("one day", _DAY),
    _shape("one day, by cost", _DAY, "cost"),
    _shape("a month, by longest wait", _MONTH, "turn"),
    _shape("everything, by cost", {}, "cost"),
    _shape("everything, by duration", {}, "duration"),
    _shape("busiest caller", {"caller": "+380670000037"}),
    _shape("caller's prefix, common", {"caller_prefix": "+380670"}),
    _shape("caller's prefix, rare", {"caller_prefix": "+380670123"}),
    _shape("language and outcome", {"language": "uk", "outcome": "human"}),
    _shape("rare reason", {"reason": "supervisor-hang-up"}),
    _shape("rare language, human, degraded", {"language": "en", "outcome": "human", "degraded": True}),
    _shape("first worker (a year ago)", {"worker": "host1:w0:1"}),
    _shape("old prompt with new worker: none", {"prompt": "v1", "worker": "host1:w11:1"}),
    _shape("old prompt, common reason, by cost", {"prompt": "v1", "reason": "goodbye"}, "cost"),
    _shape("degraded and tool errors", {"degraded": True, "tool_errors": True}),
    _shape("long and dear", {"min_duration_ms": 600_000, "min_cost_micros": 100_000}),
    _shape("slow turns", {"min_turn_ms": 3_000}),
    _shape("slow turns in a month, recorded", {**_MONTH, "min_turn_ms": 2_000, "recorded": True}),
    _shape("live", {"live": True}),
    _shape("common word", {"q": COMMON}),
    _shape("frequent word, by cost", {"q": FREQUENT}, "cost"),
    _shape("word in 1 of 100", {"q": SOME}),
    _shape("rare word", {"q": RARE}),
    _shape("rare word, by cost", {"q": RARE}, "cost"),
    _shape("common and rare word", {"q": f"{COMMON} {RARE}"}),
    _shape("phrase of common words", {"q": f'"{word(1)} {word(2)}"'}),
    _shape("word nobody says", {"q": "unheard"}),
    _shape("not the common word", {"q": f"-{COMMON}"}),
    _shape("word of a month a year ago", {"q": OLD}),
    _shape("word of this week", {"q": NEW}),
    _shape("word of a year ago, in this week's calls", {"q": OLD, **_DAY}),
    _shape("frequent word, rare outcome, a month", {"q": FREQUENT, "outcome": "lost", **_MONTH}),
)  # fmt: skip
