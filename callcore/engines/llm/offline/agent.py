"""A language model without a model: intents, slots and replies by rule, in three languages.

It keeps nothing between calls of :meth:`OfflineAgent.reply`. Every reply folds over the
messages from the first: a caller's turn goes through :mod:`turns`, a tool's result through
:mod:`results`, and what the last of them says to do is the reply. So replies are
repeatable: asking twice, or asking and discarding, is safe. A new turn costs some 0.4 ms,
one understood before a few us.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import trio

from callcore.dialog.tongues import guess_language
from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.llm.offline.catalogue import CatalogueEntry, Shelf, shelf_of
from callcore.engines.llm.offline.hearing import Heard, hear
from callcore.engines.llm.offline.intents import Intents
from callcore.engines.llm.offline.queues import queue_for
from callcore.engines.llm.offline.results import absorb
from callcore.engines.llm.offline.state import Act, State
from callcore.engines.llm.offline.turns import follow
from callcore.engines.llm.offline.wording import Wording
from callcore.engines.ports import Similarity
from callcore.shared.ids import LANGUAGES, Language

MAX_HEARD: Final = 1_024  # turns of all calls of a worker, each replayed many times
SURE_LATIN: Final = 0.7  # three English words; a brand's name alone is no English
SURE_CYRILLIC: Final = 0.75
_TELLING_WORDS: Final = 2  # of an answer; so much of it was heard, or it is said again
MAX_MESSAGES: Final = 400  # of a 20 minute call; older ones cannot matter any more


@dataclass(slots=True)
class _Fold:
    """The conversation so far, message by message."""

    state: State = field(default_factory=State)
    act: Act = field(default_factory=Act)
    tools: dict[str, str] = field(default_factory=dict)  # call id -> tool
    calls: int = 0


class OfflineAgent:
    """A :class:`~callcore.engines.ports.LanguageModel` that needs no network.

    ``similarity`` understands paraphrases where rules find nothing; without it, or when
    it fails, such turns are repaired. ``catalogue`` is called for each reply, must not
    block, and should return the same object until the catalogue changes: the index is
    built once for each object. Raises nothing but ``Cancelled``; cancel-safe.
    """

    name = "offline"

    def __init__(
        self,
        similarity: Similarity | None,
        catalogue: Callable[[], Sequence[CatalogueEntry]],
    ) -> None:
        self._intents = Intents(similarity)
        self._catalogue = catalogue
        self._indexed: Sequence[CatalogueEntry] | None = None
        self._shelf = Shelf()
        self._heard: OrderedDict[tuple[Language, str, str], Heard] = OrderedDict()

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """Stream the reply; tools that are not in ``tools`` are not called."""
        self._index()
        fold = await self._fold(messages[-MAX_MESSAGES:], language)
        act = fold.act
        if act.text:
            yield TextDelta(act.text)
            await trio.lowlevel.checkpoint()
        reason = "stop"
        spec = next((spec for spec in tools if spec.name == act.tool), None)
        if spec is not None:
            call_id = f"offline-{fold.calls + 1}"
            act = _with_queue(act, spec, fold.state.topics)
            yield ToolCall(call_id, act.tool, act.arguments_json)
            reason = "tool_calls"
        await trio.lowlevel.checkpoint()
        yield Finished(reason)
        await trio.lowlevel.checkpoint()

    async def _fold(self, messages: Sequence[Message], language: Language) -> _Fold:
        fold, words = _Fold(), Wording(language)
        for message in messages:
            if message.role == "user":
                await self._caller(fold, message.text, words)
            else:
                _follow_up(fold, message, words)
        if messages and messages[-1].role == "assistant":
            waits = bool(fold.act.text or fold.act.tool)
            if not waits or _was_heard(fold.act.text, messages[-1].text):
                fold.act = Act(fold.state.said)  # asked to go on: the question again
        await trio.lowlevel.checkpoint()
        return fold

    async def _caller(self, fold: _Fold, text: str, words: Wording) -> None:
        language = _spoken_in(text, words.language)
        heard = self._hear(text, language, fold.state.wish.kind)
        if heard.empty:
            heard = await self._intents.meant(heard, language)
        else:
            await trio.lowlevel.checkpoint()
        fold.state, fold.act = follow(fold.state, heard, words)

    def _hear(self, text: str, language: Language, kind: str) -> Heard:
        key = (language, kind, text)
        heard = self._heard.get(key)
        if heard is None:
            heard = self._heard[key] = hear(text, language, self._shelf, kind=kind)
            if len(self._heard) > MAX_HEARD:
                self._heard.popitem(last=False)
        return heard

    def _index(self) -> None:
        entries = self._catalogue()
        if entries is not self._indexed:
            self._indexed, self._shelf = entries, shelf_of(entries)
            self._heard.clear()


def _with_queue(act: Act, spec: ToolSpec, topics: Sequence[str]) -> Act:
    """Add the queue of operators that fits, if the tool has queues."""
    queue = queue_for(spec, topics) if act.tool == "transfer_to_operator" else ""
    return replace(act, arguments={**act.arguments, "queue": queue}) if queue else act


def _was_heard(answer: str, heard: str) -> bool:
    """Say whether ``heard`` holds the beginning of ``answer``; a filler does not."""
    begins = re.findall(r"\w+", answer.casefold())[:_TELLING_WORDS]
    return bool(begins) and " ".join(begins) in " ".join(
        re.findall(r"\w+", heard.casefold())
    )


def _spoken_in(text: str, now: Language) -> Language:
    """Return the language of a turn: the caller may have switched since he said it.

    Only where the script tells; Russian and Ukrainian words are understood in both.
    """
    shares = guess_language(text, LANGUAGES)
    if now != "en":
        return "en" if shares["en"] >= SURE_LATIN else now
    if shares["ru"] + shares["uk"] < SURE_CYRILLIC:
        return now
    return "ru" if shares["ru"] > shares["uk"] else "uk"


def _follow_up(fold: _Fold, message: Message, words: Wording) -> None:
    """Follow what is not the caller's: tools that were called, and their results."""
    for call in message.tool_calls:
        fold.tools[call.id] = call.name
        fold.calls += 1
    if message.role == "tool":
        tool = fold.tools.pop(message.tool_call_id, "")
        fold.state, fold.act = absorb(fold.state, tool, message.text, words)
