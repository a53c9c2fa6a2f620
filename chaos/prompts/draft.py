"""The suite of ``just prompts`` on texts that somebody wrote, with a report as plain values.

Every dialogue on the offline agent, the same with callers who interrupt, and hostile
sequences: what must hold of guard, tools and conduct holds whatever a model makes of the
texts, and what leaks of them is known by their own mark. Cassettes are not replayed: they
were recorded with the packaged prompts. What a real model does with the texts says
``just prompts-live``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import trio

from callcore.agent.prompts.loader import PromptError, PromptSet, prompts_of
from callcore.shared.ids import LANGUAGES
from chaos.prompts import suite
from chaos.prompts.dialogue import Dialogue, load_dialogues
from chaos.prompts.hostile import Tally, furnished, sequence
from chaos.prompts.house import Furniture
from chaos.prompts.invariants import unsafe
from chaos.prompts.stage import Manner, run

BARGE_IN: Final = 0.2
SEQUENCES: Final = 1_000
MOST_WRONG: Final = 100  # sentences of a report; more are counted
CHUNK: Final = 50  # sequences between two signs of life

Alive = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Scope:
    """How much is tried: dialogues whose id begins so, and hostile sequences."""

    only: str = ""
    sequences: int = SEQUENCES


@dataclass(slots=True)
class _Tried:
    verdicts: list[suite.Verdict] = field(default_factory=list)
    interrupted: list[str] = field(default_factory=list)
    hostile: list[str] = field(default_factory=list)


def try_texts(
    version: str, texts: object, alive: Alive, scope: Scope = Scope()
) -> tuple[bool, dict[str, Any]]:
    """Return whether all is well, and the report. Takes half a minute; ``alive`` is called.

    Texts that are no prompt are not tried: the report says why.
    """
    started_s = time.monotonic()
    try:
        prompts = prompts_of(version, texts)
    except PromptError as error:
        return False, {"wrong": [str(error)], "wrong_count": 1}
    expected = suite.load_expected()
    dialogues = [one for one in load_dialogues() if one.id.startswith(scope.only)]
    tried = _try(prompts, dialogues, scope.sequences, alive)
    wrong = [
        *suite.complaints(tried.verdicts, expected),
        *tried.interrupted,
        *tried.hostile,
    ]
    return not wrong, {
        "dialogues": [_told(verdict) for verdict in tried.verdicts],
        "languages": {
            name: _rate(tried.verdicts, expected, name) for name in LANGUAGES
        },
        "interrupted": {"played": len(dialogues), "wrong": len(tried.interrupted)},
        "hostile": {"played": scope.sequences, "wrong": len(tried.hostile)},
        "wrong": wrong[:MOST_WRONG],
        "wrong_count": len(wrong),
        "took_s": round(time.monotonic() - started_s, 1),
    }


def _try(
    prompts: PromptSet, dialogues: Sequence[Dialogue], sequences: int, alive: Alive
) -> _Tried:
    furniture, tried = Furniture(prompts=prompts), _Tried()
    for seed, dialogue in enumerate(dialogues):
        alive()
        model = suite.offline(dialogue)
        played = run(dialogue, model, manner=Manner(furniture=furniture))
        tried.verdicts.append(suite.judged(dialogue, played))
        manner = Manner(BARGE_IN, seed, furniture)
        cut = run(dialogue, suite.offline(dialogue), manner=manner)
        tried.interrupted += [
            f"{dialogue.id}, cut by seed {seed}: {why}" for why in unsafe(cut)
        ]
    tally = Tally()
    for first in range(0, sequences, CHUNK):
        alive()
        trio.run(_hostile, first, min(CHUNK, sequences - first), tally, furniture)
    tried.hostile += [f"seed {seed}: {why}" for seed, why in tally.violations]
    return tried


async def _hostile(first: int, count: int, tally: Tally, usual: Furniture) -> None:
    for seed in range(first, first + count):
        await sequence(seed, tally, replace(furnished(), prompts=usual.prompts))


def _told(verdict: suite.Verdict) -> Mapping[str, object]:
    return {
        "id": verdict.dialogue.id,
        "passed": verdict.passed,
        "broken": list(verdict.broken),
        "missed": list(verdict.missed),
    }


def _rate(
    verdicts: Sequence[suite.Verdict],
    expected: suite.Expected,
    language: Any,  # noqa: ANN401
) -> Mapping[str, object]:
    passed, played = suite.rate(verdicts, language)
    return {"passed": passed, "played": played, "floor": expected.floors[language]}
