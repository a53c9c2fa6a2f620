"""Every metric of callcore, declared once.

No label carries a call, a caller or a text. Histograms have an edge at each objective.
What is counted per frame or per tick is bound here and has no label to look up.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from callcore.shared.observe.wiremetrics import WireCollector

PREFIX: Final = "callcore"
TURN_STAGES: Final = (
    "endpointing",
    "stt_final",
    "llm_first_token",
    "tts_first_audio",
    "filler",
    "wire",
)
GUESS_FATES: Final = ("used", "dropped")
# 1.4 s is the objective of a turn, 2 s the promise of no longer silence, 10 s the one of a
# human (DESIGN.md section 1)
_TURN_EDGES_S: Final = (0.1, 0.2, 0.4, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0, 10.0)
_ENGINE_EDGES_S: Final = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_WAIT_EDGES_S: Final = (1.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0)


class Metrics:
    """The metrics of one process, in the registry that was passed in."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry
        self._describe_calls()
        self._describe_engines()
        self._describe_costs()
        self._describe_rollout()
        self.wire = WireCollector(PREFIX)
        registry.register(self.wire)
        self._describe_house()
        ProcessCollector(namespace=PREFIX, registry=registry)

    def exposition(self) -> bytes:
        """Return the page that Prometheus scrapes, in its text format."""
        return generate_latest(self._registry)

    def _describe_calls(self) -> None:
        self.calls = self._counter("calls", "Calls ended, by outcome", "outcome")
        self.calls_active = self._gauge("calls_active", "Calls that are being served")
        self.capacity = self._gauge("capacity", "Calls that may be served at once")
        self.turn_latency = self._histogram(
            "turn_latency_seconds", "From end of speech on", _TURN_EDGES_S, "stage"
        )
        self.turn_stage: Mapping[str, Histogram] = MappingProxyType(
            {stage: self.turn_latency.labels(stage) for stage in TURN_STAGES}
        )
        self.barge_ins = self._counter("barge_ins", "By what they were", "verdict")
        self.guesses = self._counter(
            "guesses", "Replies asked for before the turn was over", "fate"
        )
        self.language_switches = self._counter(
            "language_switches", "To the language a caller really speaks", "language"
        )
        self.bad_audio = self._counter(
            "bad_audio", "Lines on which something is wrong, by what", "finding"
        )
        self.degradations = self._counter(
            "degradations", "Steps down the ladder", "rung"
        )
        self.guard_blocks = self._counter(
            "guard_blocks", "What the agent wanted and may not", "rule"
        )
        self.handovers = self._counter("handovers", "By operators' status", "status")
        self.handover_wait = self._histogram(
            "handover_wait_seconds", "Waiting for an operator", _WAIT_EDGES_S
        )

    def _describe_engines(self) -> None:
        self.engine_requests = self._counter(
            "engine_requests", "Asked of engines", "engine", "stage", "result"
        )
        self.engine_latency = self._histogram(
            "engine_latency_seconds",
            "To the first result",
            _ENGINE_EDGES_S,
            "engine",
            "stage",
        )
        self.store_requests = self._counter(
            "store_requests", "Asked of the shop", "operation", "result"
        )
        self.store_events = self._counter(
            "store_events", "At the shop's door, by what happened", "group", "what"
        )
        self.orders_settled = self._counter(
            "orders_settled", "Orders in doubt after a call, by what became of them",
            "result",
        )  # fmt: skip
        self.orders_unsettled = self._gauge(
            "orders_unsettled", "Orders in doubt that wait for the shop"
        )
        self.orders_unsettled_age_s = self._gauge(
            "orders_unsettled_oldest_seconds", "Age of the oldest of them"
        )
        self.worklist_open = self._gauge(
            "worklist_open", "What waits for a human: callbacks and orders"
        )
        self.mcp_calls = self._counter(
            "mcp_calls", "Tools of other servers, by result", "server", "result"
        )
        self.breaker_state = self._gauge(
            "breaker_state", "0 closed, 1 half-open, 2 open", "name"
        )
        self.sentence_cache = self._counter(
            "sentence_cache", "Sentences looked up that were spoken before", "result"
        )

    def _describe_costs(self) -> None:
        self.cost_micros = self._counter(
            "cost_micros", "Spent, in millionths of the price table's currency",
            "component",
        )  # fmt: skip
        self.unpriced = self._counter(
            "unpriced", "Usage that the price table does not know", "provider", "model"
        )
        self.usage_dropped = self._counter(
            "usage_dropped", "Usage events that could not be kept"
        )
        self.model_days_to_shutdown = self._gauge(
            "model_days_to_shutdown", "Until its vendor ends a model", "provider",
            "model",
        )  # fmt: skip
        self.price_table_age_days = self._gauge(
            "price_table_age_days", "Since the oldest price in use was checked"
        )

    def _describe_rollout(self) -> None:
        self.rollout_calls = self._counter(
            "rollout_calls", "Calls by arm of the speech recognition", "arm", "reason"
        )
        self.rollout_share = self._gauge(
            "rollout_share", "Of the callers who get the candidate, 0 to 1"
        )
        self.rollout_rolled_back = self._counter(
            "rollout_rolled_back", "Rollouts that the guard ended", "limit"
        )
        self.rollout_quality = self._gauge(
            "rollout_quality", "Of the running rollout", "arm", "measure"
        )
        self.rollout_book_lost = self._gauge(
            "rollout_book_lost", "1 while the plan cannot be read; the last one holds"
        )
        self.shadow = self._counter(
            "shadow", "Utterances heard again for comparison, by what became of them",
            "fate",
        )  # fmt: skip

    def _describe_house(self) -> None:
        self.journal_dropped = self._counter(
            "journal_dropped", "Events that could not be kept"
        )
        self.side_failures = self._counter(
            "side_failures", "Failures of tasks beside the calls", "task"
        )
        self.commands = self._counter(
            "commands", "Asked by people of running calls", "command", "result"
        )
        self.spool_dropped = self._gauge(
            "spool_dropped", "Records that could not be kept since the start"
        )
        self.spool_bytes = self._gauge(
            "spool_bytes", "Records on the disk that PostgreSQL has not taken yet"
        )
        self.live_events_dropped = self._gauge(
            "live_events_dropped", "Events that the live view lost since the start"
        )
        self.state_down_s = self._gauge(
            "state_down_seconds",
            "For how long the shared state has not answered, 0 while it does",
        )
        self.log_lines_lost = self._counter(
            "log_lines_lost", "Log lines that nobody took"
        )

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", about, labels, registry=self._registry)

    def _histogram(
        self, name: str, about: str, edges_s: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"{PREFIX}_{name}", about, labels, buckets=edges_s, registry=self._registry
        )
