"""An agent with a fault: a whole reply of a sound one, twisted before it is streamed."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import trio

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.ports import LanguageModel
from callcore.shared.ids import Language


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model says and wants to do."""

    text: str = ""
    calls: tuple[ToolCall, ...] = ()

    def called(self, name: str) -> ToolCall | None:
        """Return the first call of a tool."""
        return next((call for call in self.calls if call.name == name), None)

    def but(self, call: ToolCall, *instead: ToolCall) -> Reply:
        """Return the reply with other calls in place of one."""
        at = self.calls.index(call)
        return replace(self, calls=(*self.calls[:at], *instead, *self.calls[at + 1 :]))

    def saying(self, text: str) -> Reply:
        """Return the reply with more text."""
        return replace(self, text=f"{self.text} {text}".strip())


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model was given."""

    messages: Sequence[Message]
    language: Language

    @property
    def caller(self) -> str:
        """Return the caller's last words if they are what is to be answered, else ''."""
        last = self.messages[-1] if self.messages else Message("system")
        return last.text if last.role == "user" else ""

    @property
    def begins(self) -> bool:
        """Say whether the caller has spoken only once so far."""
        return sum(message.role == "user" for message in self.messages) == 1

    def results(self, tool: str) -> Iterator[Mapping[str, object]]:
        """Yield what a tool has returned so far in this call, the newest first."""
        names = {call.id: call.name for one in self.messages for call in one.tool_calls}
        for message in reversed(self.messages):
            if message.role == "tool" and names.get(message.tool_call_id) == tool:
                yield json.loads(message.text)

    def answered(self, tool: str) -> Mapping[str, object]:
        """Return the result that is to be answered if it is of ``tool``; {} if not."""
        last = self.messages[-1] if self.messages else Message("system")
        return next(self.results(tool)) if self._ends_with(last, tool) else {}

    def _ends_with(self, last: Message, tool: str) -> bool:
        return last.role == "tool" and any(
            call.id == last.tool_call_id and call.name == tool
            for message in self.messages
            for call in message.tool_calls
        )

    def calls(self, tool: str) -> Iterator[Mapping[str, object]]:
        """Yield the arguments with which a tool was called so far, the newest first."""
        for message in reversed(self.messages):
            for call in reversed(message.tool_calls):
                if call.name == tool:
                    yield arguments_of(call)


Twist = Callable[[Reply, Seen], Reply]


class Twisted:
    """A :class:`~callcore.engines.ports.LanguageModel`; ``fired`` counts twisted replies."""

    def __init__(self, model: LanguageModel, twist: Twist) -> None:
        self.name = model.name
        self.fired = 0
        self._model = model
        self._twist = twist

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """See :class:`~callcore.engines.ports.LanguageModel`."""
        text, calls = "", []
        async with self._model.reply(messages, tools, language) as deltas:
            async for delta in deltas:
                match delta:
                    case TextDelta():
                        text += delta.text
                    case ToolCall():
                        calls.append(delta)
                    case Finished():
                        break
        sound = Reply(text, tuple(calls))
        reply = self._twist(sound, Seen(messages, language))
        self.fired += reply != sound
        if reply.text:
            yield TextDelta(reply.text)
        for call in reply.calls:
            yield call
        yield Finished("tool_calls" if reply.calls else "stop")


def arguments_of(call: ToolCall) -> dict[str, object]:
    """Return what a sound agent wrote."""
    found = json.loads(call.arguments or "{}")
    assert isinstance(found, dict)
    return found


def with_arguments(call: ToolCall, **changed: object) -> ToolCall:
    """Return the call with some arguments exchanged; ``None`` leaves one out."""
    arguments = {**arguments_of(call), **changed}
    kept = {key: value for key, value in arguments.items() if value is not None}
    return replace(call, arguments=json.dumps(kept, ensure_ascii=False))


def another_call(
    name: str, seen: Seen, at: int = 0, /, **arguments: object
) -> ToolCall:
    """Return a call that the sound agent did not make.

    Its id is new in the history, ``at`` tells it from others of the same reply.
    """
    number = sum(len(message.tool_calls) for message in seen.messages)
    text = json.dumps(arguments, ensure_ascii=False)
    return ToolCall(f"mutant-{number}-{at}", name, text)
