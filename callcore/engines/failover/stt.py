"""Recognisers in a row: the next one hears the running utterance from its start."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import trio

from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.failover.due import Due
from callcore.engines.failover.rung import (
    SLOW,
    Attempt,
    Ladder,
    OnDegraded,
    Rung,
    nobody,
)
from callcore.engines.ports import Partial, SpeechToText, Transcript
from callcore.engines.utterance import UtteranceAudio
from callcore.shared.ids import Language

Start = Callable[[SpeechToText, Callable[[Partial], None]], Awaitable[Transcript]]


class SttFailover:
    """Speech to text for one call. Budgets are those of :mod:`.due`.

    The last engine has none: the call's own deadline is behind it. A final text that is
    empty is an answer, not a failure: noise can be loud, and another engine would be
    asked for every cough.
    """

    def __init__(
        self, rungs: Sequence[Rung[SpeechToText]], on_degraded: OnDegraded = nobody
    ) -> None:
        self._ladder = Ladder("stt", rungs, on_degraded)

    @property
    def name(self) -> str:
        """Return the name of the engine that answered last."""
        return self._ladder.name

    async def transcribe(
        self,
        audio: UtteranceAudio,
        language: Language,
        post: Callable[[Partial], None],
        hints: Sequence[str] = (),
        others: Sequence[Language] = (),
    ) -> Transcript:
        """Follow ``audio``; see :class:`~callcore.engines.ports.SpeechToText`.

        Partials of the next engine begin again; they replace those of the one before.
        """

        def start(
            engine: SpeechToText, heard: Callable[[Partial], None]
        ) -> Awaitable[Transcript]:
            return engine.transcribe(audio, language, heard, hints, others)

        attempts = self._ladder.attempts(language)
        suspects: list[Attempt[SpeechToText]] = []
        while True:
            attempt = next(attempts)
            try:
                found = await _hear(attempt, audio, post, start)
            except EngineError as error:
                if error.reason == SLOW and not audio.closed and not attempt.last:
                    suspects.append(attempt)
                    attempt.left(error)
                else:
                    attempt.failed(error)
            else:
                attempt.succeeded()
                _judge(suspects, said_something=bool(found.text.strip()))
                return found


def _judge(suspects: Sequence[Attempt[SpeechToText]], *, said_something: bool) -> None:
    """Blame who heard no words while the caller spoke, if there were any.

    What the ear took for speech may have been a noisy street: then an engine that found
    nothing in it was right, and must not be closed to all other callers for it.
    """
    for suspect in suspects if said_something else ():
        suspect.spoiled(SLOW)


async def _hear(
    attempt: Attempt[SpeechToText],
    audio: UtteranceAudio,
    post: Callable[[Partial], None],
    start: Start,
) -> Transcript:
    found: Transcript | None = None
    failure: EngineError | None = None
    due = Due(audio, attempt.rung.budget, last=attempt.last)

    def heard(partial: Partial) -> None:
        due.paid()
        if partial.text:
            attempt.began()
            post(partial)

    async with trio.open_nursery() as nursery:
        nursery.start_soon(due.watch)
        with attempt.blamed(due), due.scope:
            try:
                found = await start(attempt.rung.engine, heard)
            except EngineError as error:
                failure = error  # raised outside, where no nursery wraps it
        nursery.cancel_scope.cancel(reason="the engine has answered")
    if found is not None:
        return found
    raise failure or EngineLost(attempt.rung.name, due.reason)
