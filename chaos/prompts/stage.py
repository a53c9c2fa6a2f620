"""One dialogue, played in text and in virtual time, with the real parts of a call.

Thinker, memory, history, guard, toolbox and the language of the call are the product's;
the shop is the one in memory over the reference catalogue. Replaced are ears, voice and
the driver's table: the caller waits until the agent has finished, and what the agent says
is heard whole unless ``barge_in`` cuts it at a random word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

import trio

from callcore.agent.phrases import PHRASES
from callcore.call.happened import Happened
from callcore.call.memory import Memory
from callcore.call.phrasebank import PhraseBank, Rendered
from callcore.call.think import Thinker, Thinking
from callcore.call.tongue import Speaks, Tongues
from callcore.dialog.machine import Event
from callcore.engines.ports import LanguageModel, Transcript
from callcore.shared.ids import LANGUAGES, Language
from chaos.prompts.caller import ScriptedCaller, Talks
from chaos.prompts.dialogue import Dialogue, Outcome
from chaos.prompts.house import USUAL, Furniture, House, open_house
from chaos.prompts.mouth import Mouth, TraceJournal
from chaos.prompts.trace import Books, Caller, Entry, Played
from tests.kit.clock import run_virtual

TURN_S: Final = 60.0  # virtual; a turn that is not answered by then goes to a human
SETTLE_S: Final = 0.1  # virtual
PHRASE_BANK: Final[PhraseBank] = {
    language: {key: Rendered(b"", text) for key, text in phrases.items()}
    for language, phrases in PHRASES.items()
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is played. ``barge_in``: the share of sentences that are cut, by ``seed``.

    ``caller`` makes the one who calls, of his dialogue.
    """

    barge_in: float = 0.0
    seed: int = 0
    furniture: Furniture = USUAL
    caller: Callable[[Dialogue], Talks] = ScriptedCaller


PLAIN: Final = Manner()


def run(
    dialogue: Dialogue, model: LanguageModel, trial: int = 0, manner: Manner = PLAIN
) -> Played:
    """Play ``dialogue`` with ``model`` in virtual time; the same every time."""
    return run_virtual(_play, dialogue, model, trial, manner, seed=manner.seed)


async def play(
    dialogue: Dialogue, model: LanguageModel, *, trial: int = 0, manner: Manner = PLAIN
) -> Played:
    """Play ``dialogue`` in the trio run that is under way; cancel-safe.

    Whatever the model raises comes out; an ``EngineError`` ends the call at an operator.
    """
    house = open_house(dialogue, manner.furniture)
    call = _Call(dialogue, house, model, manner)
    async with trio.open_nursery() as nursery:
        nursery.start_soon(call.thinker.run)
        await call.hold(manner.caller(dialogue))
        nursery.cancel_scope.cancel(reason="the dialogue is over")
    return call.played(model.name, trial)


async def _play(
    dialogue: Dialogue, model: LanguageModel, trial: int, manner: Manner
) -> Played:
    return await play(dialogue, model, trial=trial, manner=manner)


class _Call:
    """One call under way: the caller's side, and what a driver would do."""

    def __init__(
        self, dialogue: Dialogue, house: House, model: LanguageModel, manner: Manner
    ) -> None:
        self._dialogue = dialogue
        self._house = house
        self._entries: list[Entry] = []
        self._journal = TraceJournal(self._entries)
        self._memory = Memory(house.history, house.guard, self._journal)
        self._memory.turn_now = lambda: self._turn
        self._tongues = Tongues(dialogue.language, LANGUAGES)
        self._turn = 0
        self._outcome: Outcome | None = None
        self._reason = self._target = ""
        self._mouth = Mouth(
            self._memory,
            self._tongues,
            self._entries,
            manner.barge_in,
            Random(manner.seed),
        )
        self._speaks = self._what_a_switch_changes()
        self.thinker = Thinker(self._thinking(model))

    async def hold(self, caller: Talks) -> None:
        """Hold the conversation to its end."""
        self._mouth.say_phrase("greeting")
        while self._outcome is None:
            text = await caller.next(self._mouth.take_heard(), self._tongues.now)
            if text is None:
                self._end("open", "hung-up")
            elif not self._is_wish_to_switch(text):
                await self._answer(text)

    def played(self, model: str, trial: int) -> Played:
        """Return what became of it."""
        house = self._house
        return Played(
            dialogue=self._dialogue,
            model=model,
            trial=trial,
            entries=tuple(self._entries),
            outcome=self._outcome or "open",
            reason=self._reason,
            target=self._target,
            blocked=Counter(house.guard.blocked),
            books=Books(
                before=house.before,
                orders=dict(house.store.orders),
                confirmations=tuple(house.store.confirmations),
                callbacks=tuple(house.desk.callbacks),
                products=house.store.at_first,
            ),
            setup=house.setup,
            messages=tuple(house.history.messages()),
        )

    def _is_wish_to_switch(self, text: str) -> bool:
        found = Transcript(text, self._tongues.now, 0.95)
        wish = self._tongues.heard(found, self._speaks)
        self._entries.append(Caller(text, self._tongues.now))
        return wish

    async def _answer(self, text: str) -> None:
        self._turn += 1
        self._memory.caller_said(text)
        if self._exhausted():
            return
        self.thinker.think(self._turn)
        with trio.move_on_after(TURN_S) as scope:
            await self._mouth.answered.wait()
        if scope.cancelled_caught:
            self._end("operator", "llm-late")
        self.thinker.stop()
        await self._journal.idle.wait()
        await trio.sleep(SETTLE_S)  # the thinker lets go of the turn

    def _exhausted(self) -> bool:
        reason = self._house.guard.exhausted
        if reason:
            self._end("operator", reason)
        return bool(reason)

    def _post(self, happened: Happened) -> None:
        match happened.event:
            case Event.HAND_OVER | Event.FAILED | Event.REPLY_EMPTY:
                self._end("operator", happened.reason, happened.target)
            case Event.END_CALL:
                self._end("ended", happened.reason)
            case _:
                pass

    def _end(self, outcome: Outcome, reason: str, target: str = "") -> None:
        if self._outcome is not None:
            return
        self._outcome, self._reason, self._target = outcome, reason, target
        if outcome == "operator":
            self._mouth.shut = True
            self._mouth.say_phrase("connecting")
            self._mouth.complete()

    def _what_a_switch_changes(self) -> Speaks:
        def prompt(language: Language) -> str:
            return self._house.prompts[language].text

        return Speaks(
            history=self._house.history,
            guard=self._house.guard,
            prompt=prompt,
            phrases=PHRASE_BANK,
            say_switched=lambda: self._mouth.say_phrase("language_switched"),
            switched=lambda _language: None,
            post=self._post,
            journal=self._journal,
        )

    def _thinking(self, model: LanguageModel) -> Thinking:
        house = self._house
        return Thinking(
            llm=model,
            toolbox=house.toolbox,
            history=house.history,
            language=lambda: self._tongues.now,
            speaker=self._mouth,
            post=self._post,
            has_sentence=lambda: None,
            within_budget=house.guard.take_reply,
            journal=self._journal,
            metrics=self._journal,
            may_say=house.guard.check_speech,
        )
