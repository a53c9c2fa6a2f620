"""A recogniser hangs in mid-utterance on a real socket, and the next one takes over.

The first is Google's, the second an OpenAI-compatible one: the real clients, each with a
stand-in in a process of its own. Callers spell random words, so that every word that is
lost or doubled can be counted. The first stand-in hangs at a random answer: in the middle
of the talk, or when the final is due.

*Over the budget* is the time from the end of the caller's speech to the text, less the
part of the first engine's budget that was waited for in it. It holds the silence that ends
a turn.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import trio
import trio.lowlevel
from rapidfuzz.distance import LCSseq

from callcore.call.deadlines import ENGINE_BUDGETS
from callcore.engines.errors import EngineError
from callcore.engines.failover.rung import Rung
from callcore.engines.failover.stt import SttFailover
from callcore.engines.offers import Budget
from callcore.engines.ports import SpeechToText
from callcore.engines.spelled import spell
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.audioformat import BYTES_PER_S
from chaos.bench.load import quantile_ms
from chaos.bench.standing import google_process, openai_process
from chaos.standins.trouble import WELL, Trouble, write_trouble

ROUNDS: Final = 5  # the stand-in hangs at another answer in each
AT_ONCE: Final = 8
CHUNK_S: Final = 0.1  # as the ear delivers
SETTLES_S: Final = 0.2
ENDS_S: Final = 0.5  # of silence: the turn is over
ANSWERS: Final = (1, 20)  # one about every 200 ms: the last ones are finals
WORDS: Final = (6, 22)  # 2 to 8 s
#: told as the stand-in writes them down: small letters, nothing but words
SAID: Final[Sequence[str]] = (
    *("my", "number", "is", "zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "please", "tyres", "for", "winter", "hundred", "fifty"),
    *("sixteen", "and", "order", "name", "street", "deliver", "tomorrow"),
)
BUDGET: Final = ENGINE_BUDGETS["stt-stream"]

Make = Callable[[], SpeechToText]
OpenLadder = Callable[[str, str], AbstractAsyncContextManager[tuple[Make, Make]]]


@dataclass(frozen=True, slots=True)
class Taken:
    """One utterance. Times count from the end of the caller's speech.

    ``left_s`` is when the first engine was given up, ``None`` if it never was.
    """

    text_s: float
    left_s: float | None
    words: int
    lost: int
    added: int

    def over_s(self, budget_s: float) -> float:
        """Return how long he waited besides the budget of the first engine."""
        waited_s = max(0.0, self.left_s or 0.0)
        return self.text_s - min(waited_s, budget_s)


def measure(
    open_ladder: OpenLadder, rounds: int = ROUNDS, at_once: int = AT_ONCE, seed: int = 1
) -> dict[str, Any]:
    """Return what happened in ``rounds`` times ``at_once`` utterances, and without a fault.

    Raises :exc:`chaos.bench.standing.StandinMissing`.
    """
    with tempfile.TemporaryDirectory() as folder:
        trouble = Path(folder) / "trouble.json"
        with (
            google_process("--spelled", trouble=trouble) as first,
            openai_process("--spelled") as second,
        ):
            return trio.run(
                _rounds, open_ladder, (first, second), trouble, rounds, at_once, seed
            )


async def _rounds(
    open_ladder: OpenLadder,
    endpoints: tuple[str, str],
    trouble: Path,
    rounds: int,
    at_once: int,
    seed: int,
) -> dict[str, Any]:
    chance = random.Random(seed)
    async with open_ladder(*endpoints) as makes:
        write_trouble(trouble, WELL)
        await talk_all(makes, _texts(chance, 1))  # connections open
        well = await talk_all(makes, _texts(chance, at_once))
        taken: list[Taken] = []
        for _ in range(rounds):
            write_trouble(trouble, Trouble("hang", after=chance.randint(*ANSWERS)))
            taken += await talk_all(makes, _texts(chance, at_once))
    return summary(well, taken)


def _texts(chance: random.Random, count: int) -> list[str]:
    return [
        # each word once: engines take loops for what nobody said, and drop them
        " ".join(chance.sample(SAID, chance.randint(*WORDS)))
        for _ in range(count)
    ]


async def talk_all(
    makes: tuple[Make, Make], texts: Sequence[str], budget: Budget = BUDGET
) -> list[Taken]:
    """Let several callers talk at once, each with two engines."""
    taken: list[Taken] = []

    async def one(number: int, text: str) -> None:
        await trio.sleep(number * CHUNK_S / len(texts))
        engines = makes[0](), makes[1]()
        taken.append(await talk(engines, text, budget))

    async with trio.open_nursery() as nursery:
        for number, text in enumerate(texts):
            nursery.start_soon(one, number, text)
    return taken


async def talk(
    engines: tuple[SpeechToText, SpeechToText], text: str, budget: Budget
) -> Taken:
    """Spell ``text`` to a ladder of two; both failing is a text that is lost."""
    audio = UtteranceAudio()
    left_at_s: list[float] = []
    ladder = SttFailover(
        [Rung(engines[0], budget), Rung(engines[1], budget)],
        on_degraded=lambda *_: left_at_s.append(trio.current_time()),
    )
    heard, ended_s = "", 0.0
    async with trio.open_nursery() as nursery:

        async def say() -> None:
            nonlocal ended_s
            ended_s = await speak(audio, text)

        nursery.start_soon(say)
        try:
            heard = (await ladder.transcribe(audio, "en", lambda _partial: None)).text
        except EngineError:
            await trio.lowlevel.checkpoint()  # nobody is left: every word is lost
        text_s = trio.current_time()
    wanted, got = text.split(), heard.lower().split()
    kept = LCSseq.similarity(wanted, got)
    return Taken(
        text_s - ended_s,
        left_at_s[0] - ended_s if left_at_s else None,
        len(wanted),
        len(wanted) - kept,
        len(got) - kept,
    )


async def speak(audio: UtteranceAudio, text: str) -> float:
    """Append ``text`` in real time and end the turn; return when the speech ended."""
    size = round(CHUNK_S * BYTES_PER_S)
    pcm = spell(text)
    due_s = trio.current_time()
    for at in range(0, len(pcm), size):
        due_s += CHUNK_S
        await trio.sleep_until(due_s)
        audio.append(pcm[at : at + size])
    ended_s = trio.current_time()
    for n in range(1, round(ENDS_S / CHUNK_S) + 1):
        await trio.sleep_until(due_s + n * CHUNK_S)
        audio.append(bytes(size), speech=False)
        if n * CHUNK_S >= SETTLES_S:
            audio.settle()
    audio.close()
    return ended_s


def summary(
    well: Sequence[Taken], taken: Sequence[Taken], budget: Budget = BUDGET
) -> dict[str, Any]:
    """Return quantiles and counts."""
    gaps = sorted(one.text_s for one in taken)
    over = sorted(one.over_s(budget.final_s) for one in taken)
    early = [one for one in taken if one.left_s is not None and one.left_s < 0]
    return {
        "utterances": len(taken),
        "hung": sum(one.left_s is not None for one in taken),
        "hung_early": len(early),
        "budget_s": budget.final_s,
        "text_p50_ms": quantile_ms(gaps, 0.5),
        "text_max_ms": quantile_ms(gaps, 1.0),
        "over_p50_ms": quantile_ms(over, 0.5),
        "over_max_ms": quantile_ms(over, 1.0),
        "well_p50_ms": quantile_ms(sorted(one.text_s for one in well), 0.5),
        "words": sum(one.words for one in taken),
        "lost": sum(one.lost for one in taken),
        "added": sum(one.added for one in taken),
    }
