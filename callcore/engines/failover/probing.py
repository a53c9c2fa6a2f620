"""Probes: a sick engine is asked something small in the background until it is well.

No caller is spent on finding out (:mod:`.breaker`). Each engine has one probe at a time,
none while it is healthy, and each probe has an end. What it costs goes to a spend of the
probe's own, never to a call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.engines.chat import Finished, Message
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.failover.rung import SLOW
from callcore.engines.offers import Budget, Offer
from callcore.engines.ports import LanguageModel, SpeechToText, TextToSpeech
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.costs.usage import Spend
from callcore.shared.ids import Language

LOOK_S: Final = 0.5  # how often a breaker is looked at; it stays open for 2 s at least
PROBE_MAX_S: Final = 10.0  # of a probe in all, and of an engine without a budget

Ask = Callable[[], Awaitable[None]]
"""Ask one small thing; raises :exc:`EngineError`. Cancel-safe."""


@dataclass(frozen=True, slots=True)
class Probe:
    """How to find out whether the engine behind a breaker is well."""

    breaker: EngineBreaker
    ask: Ask


def probe_hearing(
    offer: Offer[SpeechToText], spend: Spend, pcm: bytes, language: Language
) -> Ask:
    """Return a probe that lets ``offer`` hear a short utterance.

    ``pcm`` is 8 kHz; what is heard does not matter, as noise is answered, too.
    """

    async def ask() -> None:
        audio = UtteranceAudio()
        audio.append(pcm)
        audio.close()
        with trio.fail_after(_at_most(offer.budget.final_s)):
            await offer.make(spend).transcribe(audio, language, lambda _partial: None)

    return ask


def probe_voice(
    offer: Offer[TextToSpeech], spend: Spend, word: str, language: Language
) -> Ask:
    """Return a probe that lets ``offer`` say ``word``."""

    async def ask() -> None:
        with trio.fail_after(_at_most(offer.budget.first_s)) as first:
            async with offer.make(spend).speak(word, language) as chunks:
                heard = False
                async for chunk in chunks:
                    heard = heard or bool(chunk.pcm)
                    first.deadline = _between(offer.budget)
        if not heard:
            raise EngineLost(offer.name, "no-audio")

    return ask


def probe_model(offer: Offer[LanguageModel], spend: Spend, language: Language) -> Ask:
    """Return a probe that asks ``offer`` for one word, and gives it no tools."""
    asked = (Message("system", "Answer: ok"), Message("user", "Are you there?"))

    async def ask() -> None:
        with trio.fail_after(_at_most(offer.budget.first_s)) as first:
            async with offer.make(spend).reply(asked, (), language) as deltas:
                async for delta in deltas:
                    if isinstance(delta, Finished):
                        return
                    first.deadline = _between(offer.budget)
        raise EngineLost(offer.name, "cut")

    return ask


class Prober:
    """Probes the engines of a worker whose breakers are open.

    ``on_probe`` gets the engine's name and what was wrong with it, or ``""``.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        on_probe: Callable[[str, str], None] = lambda _engine, _reason: None,
    ) -> None:
        self._probes = probes
        self._on_probe = on_probe

    async def run(self) -> NoReturn:
        """Probe for ever. Cancelled: what is under way is dropped."""
        async with trio.open_nursery() as nursery:
            for probe in self._probes:
                nursery.start_soon(self._watch, probe)
        await trio.sleep_forever()  # there is nothing to probe

    async def _watch(self, probe: Probe) -> NoReturn:
        while True:
            await trio.sleep(LOOK_S)
            if probe.breaker.probe_due(trio.current_time()):
                await self._try(probe)

    async def _try(self, probe: Probe) -> None:
        breaker = probe.breaker
        breaker.probe_begun()
        reason = await _fault(probe.ask)
        if reason:
            breaker.probe_failed(trio.current_time())
        else:
            breaker.probe_succeeded(trio.current_time())
        self._on_probe(breaker.name, reason)


async def _fault(ask: Ask) -> str:
    try:
        with trio.fail_after(PROBE_MAX_S):
            await ask()
    except trio.TooSlowError:
        return SLOW
    except EngineError as error:
        return error.reason
    return ""


def _at_most(budget_s: float) -> float:
    return min(budget_s, PROBE_MAX_S)


def _between(budget: Budget) -> float:
    return trio.current_time() + budget.between_s
