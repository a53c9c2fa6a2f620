"""One call gets its engines, its account and its arm, and then its session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import trio

from callcore.app.engineset import EngineSet, rung_of
from callcore.app.metered import NumberedSpeechToText, Utterances
from callcore.app.money import CallAccount, Money
from callcore.call.control import CallControl
from callcore.call.services import Services
from callcore.call.session import Session
from callcore.engines.failover.rung import OnDegraded
from callcore.engines.ports import SpeechToText
from callcore.engines.rollout.rollout import Rollout
from callcore.engines.rollout.switching import SwitchingSpeechToText
from callcore.shared.costs.tab import Tab
from callcore.shared.costs.usage import Usage
from callcore.shared.ids import CallId
from callcore.shared.observe.events import CALL_DEGRADED, Journal
from callcore.shared.observe.metrics import Metrics
from callcore.shared.records import NEXT_HUMAN, Admission, Outcome
from callcore.shared.rollout.plan import Assignment
from callcore.transport.line import Line

log = logging.getLogger(__name__)
#: reasons for which a call is part of a trial, on whichever arm
_ON_TRIAL: Final = frozenset({"bucket", "forced"})


def _as_it_is(services: Services) -> Services:
    return services


def _nobody(_call_id: CallId, _cost_micros: Callable[[], int]) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Serving:
    """Serves lines with what the worker has. :meth:`answer` is an ``Answer``.

    ``dress`` gives a call that begins the prompt of now, ``tell_cost`` is told where to ask
    what it costs, before its journal is opened.
    """

    services: Services
    engines: EngineSet
    money: Money
    rollout: Rollout
    metrics: Metrics
    call_over: Callable[[CallId, Outcome], None]
    dress: Callable[[Services], Services] = _as_it_is
    tell_cost: Callable[[CallId, Callable[[], int]], object] = _nobody

    async def answer(
        self, line: Line, admission: Admission, control: CallControl
    ) -> Outcome:
        """Serve one line; see :meth:`callcore.call.session.Session.answer`."""
        started_s = trio.current_time()
        assigned = self.rollout.arm_of(admission.caller, admission.call_id)
        on_trial = assigned.reason in _ON_TRIAL
        tab = self.money.open_tab(admission.call_id, assigned.arm if on_trial else "")
        self.tell_cost(admission.call_id, lambda: tab.total_micros)
        journal = self.services.open_journal(admission)
        mine = self._services_of(admission, assigned, tab, journal)
        arm = {"stt_arm": assigned.arm, "arm_reason": assigned.reason}
        told = {**mine.about, **(arm if on_trial else {})}
        session = Session(replace(mine, about=told))
        outcome = Outcome(NEXT_HUMAN, "cancelled")
        try:
            outcome = await session.answer(line, admission, control)
            return outcome
        finally:
            self.call_over(admission.call_id, outcome)
            duration_ms = round(1000 * (trio.current_time() - started_s))
            tab.close(duration_ms, admission.language)

    def _services_of(
        self, admission: Admission, assigned: Assignment, tab: Tab, journal: Journal
    ) -> Services:
        on_degraded = self._told(journal)
        return replace(
            self.dress(self.services),
            stt=self._stt(admission, assigned, tab, on_degraded),
            tts=self.engines.tts_of(tab.spend, on_degraded),
            llm=self.engines.llm_of(tab.spend, on_degraded),
            account=CallAccount(tab, self.money.budget_tokens),
            open_journal=lambda _admission: journal,
        )

    def _stt(
        self,
        admission: Admission,
        assigned: Assignment,
        tab: Tab,
        on_degraded: OnDegraded,
    ) -> SpeechToText:
        """Return the recognisers of the arm, counted for it, and left with it."""
        quality = self.rollout.quality_of(assigned)

        def spend(usage: Usage) -> None:
            tab.spend(usage)
            quality.spend(usage)

        def stepped(stage: str, engine: str, reason: str) -> None:
            on_degraded(stage, engine, reason)
            quality.on_degraded(stage, engine, reason)

        utterances = Utterances()
        stt = self.engines.stt_of(assigned.arm, utterances.numbering(spend), stepped)
        stt = self.rollout.watched(stt, assigned, quality, admission.call_id)
        if assigned.arm == "control":
            return NumberedSpeechToText(stt, utterances)
        mine = utterances.numbering(tab.spend)
        control = self.engines.stt_of("control", mine, on_degraded)
        either = SwitchingSpeechToText(
            stt, control, lambda: self.rollout.still_on(assigned)
        )
        return NumberedSpeechToText(either, utterances)

    def _told(self, journal: Journal) -> OnDegraded:
        offers = self.engines.offers
        rungs = {
            "stt": rung_of(offers.stt),
            "tts": rung_of(offers.tts),
            "llm": rung_of(offers.llm),
        }

        def on_degraded(stage: str, engine: str, reason: str) -> None:
            rung = rungs[stage]
            told = {"stage": stage, "engine": engine, "reason": reason}
            log.warning("an engine was left", extra=told)
            self.metrics.degradations.labels(rung).inc()
            journal.note(
                CALL_DEGRADED, rung=rung, stage=stage, engine=engine, reason=reason
            )

        return on_degraded
