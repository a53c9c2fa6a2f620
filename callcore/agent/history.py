"""The conversation as the model is shown it: what was heard, and every tool result (P4).

Kept in the order in which things happened, and rendered so that each tool call is
followed by its results whatever was heard in between: chat models insist on that.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from callcore.engines.chat import Message, ToolCall

MAX_TURNS: Final = 40  # of the caller; then the oldest are dropped
MAX_CHARS: Final = 40_000  # some 12,000 tokens
NO_RESULT: Final = json.dumps({"error": "late", "message": "Its outcome is not known."})


@dataclass(slots=True)
class _Said:
    text: str


@dataclass(slots=True)
class _Called:
    calls: tuple[ToolCall, ...]
    results: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Turn:
    """What the caller said, and all that followed until he spoke again."""

    caller: str
    after: list[_Said | _Called] = field(default_factory=list)

    def chars(self) -> int:
        return len(self.caller) + sum(map(_chars, self.after))


class History:
    """The messages of one call. Synchronous, never raises."""

    def __init__(
        self,
        system_prompt: str,
        *,
        max_turns: int = MAX_TURNS,
        max_chars: int = MAX_CHARS,
    ) -> None:
        self._system_prompt = system_prompt
        self._max_turns = max_turns
        self._max_chars = max_chars
        self._turns = deque([_Turn("")])  # the first begins with the greeting
        self._open_order = ""
        self.dropped_turns = 0

    def caller_said(self, text: str) -> None:
        """Begin a turn of the caller."""
        self._turns.append(_Turn(text))
        self._trim()

    def agent_heard(self, text: str, *, over: bool = False) -> None:
        """Add what the caller heard: a sentence, or the part of it before the cut.

        ``over``: he talked over it, and his words, which wait for an answer, are here
        already. It stands before them, or it would look like their answer.
        """
        if text:
            before = over and len(self._turns) > 1 and not self._turns[-1].after
            self._turns[-2 if before else -1].after.append(_Said(text))

    def agent_called(self, calls: Sequence[ToolCall]) -> None:
        """Add the tool calls of one reply, before any of them runs."""
        if calls:
            self._turns[-1].after.append(_Called(tuple(calls)))

    def tool_returned(self, call: ToolCall, text: str) -> None:
        """Add a result; late ones, after the caller went on, find their call too."""
        self._note_order(call, text)
        for turn in reversed(self._turns):
            for entry in reversed(turn.after):
                if isinstance(entry, _Called) and call in entry.calls:
                    entry.results[call.id] = text
                    self._trim()
                    return

    def use_prompt(self, system_prompt: str) -> None:
        """Go on with another prompt: the caller has switched to another language."""
        self._system_prompt = system_prompt

    @property
    def ends_with_caller(self) -> bool:
        """True while nothing was heard since the caller's last words."""
        turn = self._turns[-1]
        heard = any(isinstance(entry, _Said) for entry in turn.after)
        return bool(turn.caller) and not heard

    def messages(self) -> list[Message]:
        """Return the history; always valid for a chat model."""
        messages = [Message("system", self._system())]
        for turn in self._turns:
            if turn.caller:
                messages.append(Message("user", turn.caller))
            messages.extend(_rendered(turn.after))
        return messages

    def _system(self) -> str:
        if not self.dropped_turns or not self._open_order:
            return self._system_prompt
        return f"{self._system_prompt}\n\nThe order of this call: {self._open_order}"

    def _note_order(self, call: ToolCall, text: str) -> None:
        orders = ("create_order", "confirm_order", "cancel_order")
        if call.name in orders and '"error"' not in text:
            self._open_order = text

    def _trim(self) -> None:
        while len(self._turns) > 1 and self._too_long():
            self._turns.popleft()
            self.dropped_turns += 1

    def _too_long(self) -> bool:
        chars = sum(turn.chars() for turn in self._turns)
        return len(self._turns) > self._max_turns or chars > self._max_chars


def _rendered(entries: Sequence[_Said | _Called]) -> Iterator[Message]:
    """Merge what was heard in a row; a call that follows it shares its message."""
    heard: list[str] = []
    for entry in entries:
        if isinstance(entry, _Said):
            heard.append(entry.text)
            continue
        yield Message("assistant", " ".join(heard), entry.calls)
        heard = []
        for call in entry.calls:
            result = entry.results.get(call.id, NO_RESULT)
            yield Message("tool", result, tool_call_id=call.id)
    if heard:
        yield Message("assistant", " ".join(heard))


def _chars(entry: _Said | _Called) -> int:
    if isinstance(entry, _Said):
        return len(entry.text)
    asked = sum(len(call.arguments) for call in entry.calls)
    return asked + sum(map(len, entry.results.values()))
