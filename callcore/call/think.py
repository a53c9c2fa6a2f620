"""Think: a turn of the caller becomes sentences and tool calls.

The task waits for a turn, streams one reply after another until the model has no more
tools to call, and is stopped by cancelling the scope of its turn. A tool with effects is
finished first, under a deadline, so its result is never lost (P4).

A reply may be begun before the turn is over, see :mod:`callcore.call.guess`. Such a guess
is only listened to: its sentences are said and its tools are run once a turn with the
same words has come.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final, NoReturn

import trio

from callcore.agent.guard import Refusal
from callcore.agent.history import History
from callcore.agent.toolbox import Toolbox, ToolResult
from callcore.call.deadlines import TOOL_S
from callcore.call.guess import Guess, GuessMetrics, Question
from callcore.call.happened import Happened, Post
from callcore.call.proposals import Proposals
from callcore.call.saying import Says, Sentence
from callcore.dialog.machine import Event
from callcore.dialog.sentences import SentenceSplitter
from callcore.engines.chat import Delta, Finished, Message, TextDelta, ToolCall
from callcore.engines.errors import EngineError
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language
from callcore.shared.observe.events import (
    AGENT_GUESSED,
    AGENT_WITHHELD,
    TOOL_CALLED,
    TOOL_RETURNED,
    Journal,
)

GUESSES: Final = 3  # of one turn: a caller who hesitates often must not cost a fortune
ROUNDS: Final = 6  # replies of one turn; the guard counts the tools, this the model
WITHHELD: Final = 2  # replies of one turn that may not be said; then he goes to a human


class _Withheld(Exception):
    """The model was about to say what must not be said."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.reason)
        self.refusal = refusal


def _anything(_text: str) -> Refusal | None:
    return None


@dataclass(frozen=True, slots=True)
class Thinking:
    """What the thinker needs. ``may_say`` judges each sentence before it is spoken.

    ``hide`` takes out of a turn that is only guessed what no model may see.
    """

    llm: LanguageModel
    toolbox: Toolbox
    history: History
    language: Callable[[], Language]
    speaker: Says
    post: Post
    has_sentence: Callable[[], None]
    within_budget: Callable[[str], str]
    journal: Journal
    metrics: GuessMetrics
    may_say: Callable[[str], Refusal | None] = _anything
    hide: Callable[[str], str] = str


class Thinker:
    """The thinking task of one call."""

    def __init__(self, use: Thinking) -> None:
        self._use = use
        self._wake = trio.Event()
        self._wanted: int | None = None  # the turn that waits for its answer
        self._scope: trio.CancelScope | None = None
        self._said_something = False
        self._proposals = Proposals()
        self._notes: list[Message] = []  # to the model, for this turn only
        self._guess: Guess | None = None
        self._guesses = 0  # since the last turn
        self._guessing: trio.Nursery | None = None

    # -- the listener ------------------------------------------------------------

    def guess(self, text: str) -> None:
        """Ask for the reply to ``text``, which the caller has perhaps finished."""
        busy = self._scope is not None or self._wanted is not None
        if busy or self._guessing is None or self._guesses >= GUESSES:
            return
        question = self._question(Message("user", self._use.hide(text)))
        if self._guess is not None:
            if self._guess.usable and question.is_as(self._guess.question):
                return
            self.drop_guess()
        self._guesses += 1
        self._guess = Guess(question)
        self._guessing.start_soon(self._guess.run, self._use.llm)

    def drop_guess(self) -> None:
        """Forget what was guessed, because the caller went on. Idempotent."""
        if self._guess is not None:
            self._guess.drop()
            self._guess = None
            self._note_guess("dropped")

    # -- the driver --------------------------------------------------------------

    def think(self, turn: int) -> None:
        """Answer what the history ends with, as turn ``turn``."""
        self._wanted = turn
        self._use.speaker.expect()
        self._wake.set()

    def stop(self) -> None:
        """Stop the reply that is under way; a tool with effects is finished first."""
        self._wanted = None
        if self._scope is not None:
            self._scope.cancel(reason="the caller went on")

    @property
    def dropped_calls(self) -> int:
        """How many tool calls were beyond what one reply may hold."""
        return self._proposals.dropped

    # -- the task ----------------------------------------------------------------

    async def run(self) -> NoReturn:
        """Answer turn after turn; a failure is an event, never an exception."""
        async with trio.open_nursery() as self._guessing:
            await self._answer_turns()
        raise AssertionError("the turns of a call never end by themselves")

    async def _answer_turns(self) -> NoReturn:
        while True:
            await self._wake.wait()
            self._wake = trio.Event()
            turn, self._wanted = self._wanted, None
            if turn is None:
                continue
            with trio.CancelScope() as self._scope:
                await self._answer(turn)
            self._scope = None

    async def _answer(self, turn: int) -> None:
        self._said_something, self._guesses = False, 0
        self._notes.clear()
        try:
            for _ in range(ROUNDS):
                if await self._round(turn):
                    break
        except EngineError as exc:
            self._tell(Event.FAILED, turn, f"llm-{exc.reason}")
            return
        except _Withheld:
            self._tell(Event.FAILED, turn, "guard-speech")
            return
        # stopped at its very end: `complete` would speak for the turn that follows
        await trio.lowlevel.checkpoint_if_cancelled()
        if not self._said_something:
            self._tell(Event.REPLY_EMPTY, turn, "llm-empty")
        self._use.speaker.complete()

    async def _round(self, turn: int) -> bool:
        """Ask for a reply and do what it wants; return whether the turn is answered."""
        try:
            calls = await self._reply(turn)
        except _Withheld as exc:
            if len(self._notes) >= WITHHELD:
                raise
            self._notes.append(Message("system", exc.refusal.message))
            return False
        return not calls or await self._run_tools(calls, turn)

    async def _reply(self, turn: int) -> list[ToolCall]:
        """Stream one reply into the speaker; return the tools it wants."""
        use, splitter = self._use, SentenceSplitter()
        calls: list[ToolCall] = []
        async with self._deltas() as deltas:
            async for delta in deltas:
                match delta:
                    case TextDelta(text):
                        for sentence in splitter.feed(use.within_budget(text)):
                            await self._say_if_allowed(sentence, turn)
                    case ToolCall():
                        kept = self._proposals.take(delta, len(calls))
                        calls += [kept] if kept is not None else []
                    case Finished():
                        break
        for sentence in splitter.flush():
            await self._say_if_allowed(sentence, turn)
        return calls

    @asynccontextmanager
    async def _deltas(self) -> AsyncIterator[AsyncIterable[Delta]]:
        """Open the reply to the history as it is now: a good guess, or a new one."""
        question, guess = self._question(), self._guess
        if guess is not None and guess.usable and question.is_as(guess.question):
            self._guess = None
            self._note_guess("used")
            guess.adopt()
            try:
                yield guess
            finally:
                guess.drop()
            return
        self.drop_guess()
        asked = question.messages, question.tools, question.language
        async with self._use.llm.reply(*asked) as deltas:
            yield deltas

    def _question(self, *more: Message) -> Question:
        use = self._use
        messages = [*use.history.messages(), *self._notes, *more]
        return Question(messages, use.toolbox.specs, use.language())

    def _note_guess(self, fate: str) -> None:
        self._use.metrics.guess(fate)
        self._use.journal.note(AGENT_GUESSED, fate=fate)

    async def _say_if_allowed(self, text: str, turn: int) -> None:
        refusal = self._use.may_say(text)
        if refusal is not None:
            self._use.journal.note(
                AGENT_WITHHELD, turn=turn, reason=refusal.reason, text=text
            )
            raise _Withheld(refusal)
        await self._say(text, turn)

    async def _say(self, text: str, turn: int, *, protected: bool = False) -> None:
        self._said_something = True
        self._use.has_sentence()
        await self._use.speaker.say(Sentence(text, turn, protected))

    async def _run_tools(self, calls: list[ToolCall], turn: int) -> bool:
        """Run the tools in order; return whether the turn ends with them."""
        use = self._use
        use.history.agent_called(calls)
        self._tell(Event.TOOL_STARTED, turn)
        over, waiting = False, list(calls)
        try:
            while waiting:
                result = await self._run_tool(waiting[0], turn)
                use.history.tool_returned(waiting.pop(0), result.text)
                over = await self._take_effect(result, turn) or over
        finally:
            for call in waiting:  # stopped before it ran: settled, never "in progress"
                use.history.tool_returned(call, ToolResult.interrupted().text)
        self._tell(Event.TOOL_DONE, turn)
        return over

    async def _run_tool(self, call: ToolCall, turn: int) -> ToolResult:
        use, started_s = self._use, trio.current_time()
        use.journal.note(
            TOOL_CALLED, turn=turn, tool=call.name, arguments=call.arguments
        )
        shielded = use.toolbox.has_effects(call)
        result = ToolResult.interrupted()
        try:
            with trio.CancelScope(
                deadline=started_s + TOOL_S, shield=shielded
            ) as scope:
                result = await use.toolbox.run(call)
            if scope.cancelled_caught:
                result = ToolResult.late()
        finally:  # stopped, it is settled too: every call in the journal has its return
            asked = {"idempotency_key": result.key} if result.key else {}
            use.journal.note(
                TOOL_RETURNED,
                turn=turn,
                tool=call.name,
                ok=result.ok,
                result=result.text,
                took_ms=round(1000 * (trio.current_time() - started_s), 1),
                **asked,
            )
        return result

    async def _take_effect(self, result: ToolResult, turn: int) -> bool:
        match result.effect:
            case "say":
                # the question at its end is the caller's turn: nothing may follow it
                await self._say(result.say, turn, protected=True)
                return True
            case "transfer":
                reason = result.reason or "agent"
                self._tell(Event.HAND_OVER, turn, reason, result.target)
                return True
            case "end":
                if not self._said_something:
                    self._use.speaker.say_phrase("goodbye", turn)
                self._tell(Event.END_CALL, turn, "goodbye")
                return True
            case _:
                pass
        return False

    def _tell(
        self, event: Event, turn: int, reason: str = "", target: str = ""
    ) -> None:
        self._use.post(Happened(event, turn=turn, reason=reason, target=target))
