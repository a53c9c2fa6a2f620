"""One engine of a ladder, and the order in which a call asks them.

Every step down is reported as ``on_degraded(stage, engine, reason)`` with the engine that
failed; reasons are those of :exc:`EngineError`, ``slow`` for one that never began, and
``stalled`` for one that began and then stood still.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import trio

from callcore.engines.errors import EngineError, EngineLost, EngineRefused
from callcore.engines.failover.breaker import EngineBreaker
from callcore.engines.offers import Budget
from callcore.shared.ids import Language

OnDegraded = Callable[[str, str, str], None]
SLOW: Final = "slow"
STALLED: Final = "stalled"
ALL_OPEN: Final = "all-open"
NO_LANGUAGE: Final = "language"

NO_BUDGET: Final = Budget()

HOLD_S: Final = 30.0  # a caller pays an engine's budget so often, not in every turn


class Named(Protocol):
    """What every engine has."""

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""


class Wait(Protocol):
    """How long an answer is waited for."""

    @property
    def late(self) -> bool:
        """Return whether one is overdue."""

    @property
    def reason(self) -> str:
        """Return what to call that."""


E_co = TypeVar("E_co", bound=Named, covariant=True)
E = TypeVar("E", bound=Named)


def nobody(_stage: str, _engine: str, _reason: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Rung(Generic[E_co]):
    """An engine and what is known of it.

    ``breaker`` is shared with other calls; without one the engine is always asked.
    ``languages`` are those that it knows; ``None``: all. ``word_times``: a voice that
    marks every word; of another one the words are estimated. ``continues``: a model that
    goes on with a reply that another one began; any other is asked for a whole one.
    """

    engine: E_co
    budget: Budget = NO_BUDGET
    breaker: EngineBreaker | None = None
    languages: frozenset[Language] | None = None
    word_times: bool = False
    continues: bool = True

    @property
    def name(self) -> str:
        """Return the engine's name."""
        return self.engine.name

    @property
    def allowed(self) -> bool:
        """False while its breaker is open."""
        return self.breaker is None or self.breaker.allows

    def knows(self, language: Language | None) -> bool:
        """Say whether it can do ``language``."""
        return self.languages is None or language is None or language in self.languages


class Ladder(Generic[E]):
    """The rungs of one stage in one call. ``name`` is of the engine that answered last."""

    def __init__(
        self, stage: str, rungs: Sequence[Rung[E]], on_degraded: OnDegraded = nobody
    ) -> None:
        self.name = rungs[0].name
        self.stage = stage
        self.on_degraded = on_degraded
        self._rungs = rungs
        self._held_until = [-math.inf] * len(rungs)

    def attempts(self, language: Language | None = None) -> Iterator[Attempt[E]]:
        """Yield whom to ask, one after the other; :meth:`Attempt.failed` ends it.

        Engines that failed in this call within :data:`HOLD_S` come last. Raises
        :exc:`EngineError` if there is nobody to ask: ``language`` if none knows it,
        ``all-open`` if none that does is worth asking.
        """
        order = self._order(language)
        for number in order:
            yield Attempt(self, self._rungs[number], number, last=number == order[-1])

    def settle(self, number: int, reason: str | None) -> None:
        """Note how an attempt ended: ``reason`` of its failure, or ``None``."""
        now, breaker = trio.current_time(), self._rungs[number].breaker
        if reason is None:
            self._held_until[number] = -math.inf
            if breaker is not None:
                breaker.succeeded()
        else:
            self._held_until[number] = now + HOLD_S
            if breaker is not None:
                breaker.failed(now, reason)

    def _order(self, language: Language | None) -> list[int]:
        known = [at for at, rung in enumerate(self._rungs) if rung.knows(language)]
        if not known:
            raise EngineRefused(self.name, NO_LANGUAGE)
        allowed = [at for at in known if self._rungs[at].allowed]
        if not allowed:
            # A breaker spares callers an engine that another one can stand in for. Where
            # there is no other, asking costs a caller no more than without a breaker, and
            # not asking would send all of them to humans for a restart of two seconds.
            if len({id(self._rungs[at].breaker) for at in known}) > 1:
                raise EngineLost(self.name, ALL_OPEN)
            allowed = known
        now = trio.current_time()
        return sorted(allowed, key=lambda at: self._held_until[at] > now)


class Attempt(Generic[E]):
    """One engine at work. ``last``: nobody comes after it, so it has no budget to begin."""

    def __init__(
        self, ladder: Ladder[E], rung: Rung[E], number: int, *, last: bool
    ) -> None:
        self.rung = rung
        self.last = last
        self._ladder = ladder
        self._number = number

    def began(self) -> None:
        """Note that its first answer is there."""
        self._ladder.name = self.rung.name

    def succeeded(self) -> None:
        """Note that the work is done."""
        self.began()
        self._ladder.settle(self._number, None)

    def spoiled(self, reason: str) -> None:
        """Note a failure that costs nobody anything."""
        self._ladder.settle(self._number, reason)

    def failed(self, error: EngineError) -> None:
        """Note a failure; raises ``error`` if nobody is left to ask."""
        self.spoiled(error.reason)
        if self.last:
            raise error
        self.left(error)

    def left(self, error: EngineError) -> None:
        """Tell that the next one is asked; whose fault it is, is not known yet."""
        self._ladder.on_degraded(self._ladder.stage, self.rung.name, error.reason)

    @contextmanager
    def blamed(self, wait: Wait) -> Iterator[None]:
        """Note a failure if the work inside is cancelled when it was late already.

        The last engine is only stopped by the call's own deadline; without this nobody
        would ever learn that it hangs.
        """
        answered = False
        try:
            yield
            answered = True
        except EngineError:  # noted by who reads it
            answered = True
            raise
        finally:
            if not answered and wait.late:
                self.spoiled(wait.reason)


class Patience:
    """How long a stream is waited for; the time that its reader takes is not counted.

    ``scope`` holds the reading. The last engine may begin late, but nobody may stand still.
    """

    def __init__(self, budget: Budget, *, last: bool) -> None:
        self._budget = budget
        self._due_s = trio.current_time() + budget.first_s
        self.scope = trio.CancelScope(deadline=math.inf if last else self._due_s)
        self.reason = SLOW

    def came(self) -> None:
        """Note an item, before the reader has it."""
        self.reason = STALLED
        self.scope.deadline = self._due_s = math.inf

    def wait(self) -> None:
        """Wait for the next item."""
        self._due_s = trio.current_time() + self._budget.between_s
        self.scope.deadline = self._due_s

    @property
    def late(self) -> bool:
        """True once the budget is used up, enforced or not."""
        return trio.current_time() >= self._due_s

    def check(self, engine: str) -> None:
        """Raise :exc:`EngineLost` if the reading was given up."""
        if self.scope.cancelled_caught:
            raise EngineLost(engine, self.reason)
