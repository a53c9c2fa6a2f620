"""Similarity in a row: one answer, so there is nothing to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from callcore.engines.errors import EngineError
from callcore.engines.failover.rung import Ladder, OnDegraded, Patience, Rung, nobody
from callcore.engines.ports import Similarity


class NamedSimilarity(Similarity, Protocol):
    """A sense of paraphrase that has a name."""

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""


class SimilarityFailover:
    """Similarity. ``first_s`` is the budget of all but the last engine."""

    def __init__(
        self, rungs: Sequence[Rung[NamedSimilarity]], on_degraded: OnDegraded = nobody
    ) -> None:
        self._ladder = Ladder("nlu", rungs, on_degraded)

    @property
    def name(self) -> str:
        """Return the name of the engine that answered last."""
        return self._ladder.name

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Compare; see :class:`~callcore.engines.ports.Similarity`."""
        attempts = self._ladder.attempts()
        while True:
            attempt = next(attempts)
            rung, scores = attempt.rung, list[float]()
            patience = Patience(rung.budget, last=attempt.last)
            try:
                with attempt.blamed(patience), patience.scope:
                    scores = await rung.engine.similarity(text, examples)
                patience.check(rung.name)
            except EngineError as error:
                attempt.failed(error)
            else:
                attempt.succeeded()
                return scores
