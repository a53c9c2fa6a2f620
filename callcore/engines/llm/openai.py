"""Any server that speaks OpenAI's streaming chat format, on pure Trio.

What comes out of the stream is distrusted: the SDK builds its objects without validating
them, so every field is looked at with ``isinstance``. The server's half-finished JSON is
handed on as it is (the toolbox answers it); its floods are cut off.

Source: platform.openai.com/docs/api-reference/chat-streaming; SDK 3.54 (STACK.md 4).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

import openai
import trio

from callcore.engines.chat import (
    Delta,
    Finished,
    Message,
    TextDelta,
    ToolCall,
    ToolSpec,
)
from callcore.engines.errors import EngineError, EngineLost
from callcore.engines.offers import Capabilities
from callcore.engines.vendors.openai import (
    FREE,
    StreamDeadlines,
    guarded,
    text_untrusted,
)
from callcore.engines.vendors.openaitokens import Tokens, chars_sent
from callcore.shared.costs.usage import Spend, unbilled
from callcore.shared.ids import LANGUAGES, Language

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam, ChatCompletionToolParam

MAX_TEXT_CHARS: Final = 6_000  # six minutes of speech: nobody listens to more
MAX_TOOL_CALLS: Final = 16  # of one reply; the guard allows 8 in a turn
MAX_ARGUMENTS_CHARS: Final = 8_000
MAX_CHUNKS: Final = 20_000  # a stream of empty chunks ends too

_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")

log = logging.getLogger(__name__)


def capabilities() -> Capabilities:
    """Return what a language model can do here: the prompt makes it speak a language."""
    return Capabilities(frozenset(LANGUAGES))


@dataclass
class _Assembly:
    """Tool calls as their fragments come in."""

    calls: dict[int, list[str]] = field(default_factory=dict)  # id, name, arguments
    dropped: int = 0

    def add_untrusted(self, fragment: object) -> None:
        function = getattr(fragment, "function", None)
        call_id = text_untrusted(getattr(fragment, "id", None))
        index = getattr(fragment, "index", None)
        if not isinstance(index, int):  # some servers leave it out
            index = len(self.calls) if call_id else max(self.calls, default=0)
        if index not in self.calls and len(self.calls) >= MAX_TOOL_CALLS:
            self.dropped += 1
            return
        call = self.calls.setdefault(index, ["", "", ""])
        call[0] = call[0] or call_id[:64]
        call[1] = call[1] or text_untrusted(getattr(function, "name", None))
        room = MAX_ARGUMENTS_CHARS - len(call[2])
        call[2] += text_untrusted(getattr(function, "arguments", None))[:room]

    @property
    def chars(self) -> int:
        return sum(len(name) + len(text) for _, name, text in self.calls.values())

    def finished(self) -> list[ToolCall]:
        taken: dict[str, ToolCall] = {}
        for index in sorted(self.calls):
            call_id, name, arguments = self.calls[index]
            if not call_id or call_id in taken:
                call_id = f"call_{index}"  # results are told apart by their ids
            if not _NAME.fullmatch(name):
                name = "invalid_name"  # it goes back to the server in the history
            taken[call_id] = ToolCall(call_id, name, arguments)
        return list(taken.values())


@dataclass
class _Reply:
    """What is known of the reply so far."""

    assembly: _Assembly = field(default_factory=_Assembly)
    chars: int = 0
    chunks: int = 0
    finish: str = ""
    tokens: Tokens = field(default_factory=Tokens)
    free: bool = False  # the service did not take it

    def take_untrusted(self, chunk: object) -> str:
        """Note one chunk; return its text."""
        self.chunks += 1
        self.tokens.take_untrusted(getattr(chunk, "usage", None))
        choice = _first(getattr(chunk, "choices", None))
        finish = text_untrusted(getattr(choice, "finish_reason", None))
        self.finish = finish or self.finish
        delta = getattr(choice, "delta", None)
        fragments = getattr(delta, "tool_calls", None)
        for fragment in fragments if isinstance(fragments, list) else ():
            self.assembly.add_untrusted(fragment)
        content = text_untrusted(getattr(delta, "content", None))
        text = content[: MAX_TEXT_CHARS - self.chars]
        self.chars += len(text)
        return text

    @property
    def too_long(self) -> bool:
        return self.chars >= MAX_TEXT_CHARS or self.chunks >= MAX_CHUNKS


class OpenAIModel:
    """A :class:`~callcore.engines.ports.LanguageModel`, made for one call.

    ``client`` is shared, see :func:`~callcore.engines.vendors.openai.open_openai`.
    ``params`` go into the request as they are (``temperature``, ``reasoning_effort``).
    """

    def __init__(
        self,
        client: openai.AsyncOpenAI,
        model: str,
        *,
        spend: Spend = unbilled,
        params: Mapping[str, object] | None = None,
        deadlines: StreamDeadlines | None = None,
        name: str = "openai",
    ) -> None:
        self._client = client
        self._model = model
        self._spend = spend
        self._params = dict(params or {})
        self._deadlines = deadlines or StreamDeadlines()
        self._name = name

    @property
    def name(self) -> str:
        """Return a short name for logs and metrics."""
        return self._name

    @trio.as_safe_channel
    async def reply(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec], language: Language
    ) -> AsyncGenerator[Delta, None]:
        """See :class:`~callcore.engines.ports.LanguageModel`.

        The language is the system prompt's business. Tool calls come at the end, whole.
        Cancelled, or left early: the connection is closed, so the server stops too. What
        was used is reported in every case.
        """
        first_by_s = trio.current_time() + self._deadlines.first_s
        reply = _Reply()
        try:
            # Left open, the server would go on until the garbage collector runs.
            async with await self._opened(messages, tools) as stream:
                while not reply.too_long:
                    chunk = await self._next(stream, reply, first_by_s)
                    if chunk is None:
                        break
                    if text := reply.take_untrusted(chunk):
                        yield TextDelta(text)
            for call in self._complete(reply):
                yield call
            reason = "length" if reply.too_long else reply.finish
            yield Finished(reason, reply.tokens.tokens_in, reply.tokens.tokens_out)
        except EngineError as error:
            reply.free = error.reason in FREE and not reply.chunks
            raise
        finally:
            self._settle(reply, messages, tools)

    def _settle(
        self, reply: _Reply, messages: Sequence[Message], tools: Sequence[ToolSpec]
    ) -> None:
        """Report what the service bills; an estimate if it could not say so any more."""
        if reply.free:
            return
        received = reply.chars + reply.assembly.chars
        sent = chars_sent(messages, tools)
        whole = bool(reply.finish)
        for usage in reply.tokens.usages(self._model, sent, received, whole=whole):
            self._spend(usage)

    def _complete(self, reply: _Reply) -> list[ToolCall]:
        if not reply.finish and not reply.too_long:
            raise EngineLost(self._name, "cut")
        if reply.assembly.dropped:
            log.warning("tool calls dropped", extra={"count": reply.assembly.dropped})
        return reply.assembly.finished()

    def _next_by_s(self, reply: _Reply, first_by_s: float) -> float:
        if not reply.chunks:
            return first_by_s
        wait_s = self._deadlines.tail_s if reply.finish else self._deadlines.gap_s
        return trio.current_time() + wait_s

    async def _opened(
        self, messages: Sequence[Message], tools: Sequence[ToolSpec]
    ) -> openai.AsyncStream[openai.types.chat.ChatCompletionChunk]:
        shown = cast("list[ChatCompletionToolParam]", [_tool(spec) for spec in tools])

        async def create() -> openai.AsyncStream[openai.types.chat.ChatCompletionChunk]:
            with trio.fail_after(self._deadlines.first_s):
                return await self._client.chat.completions.create(
                    model=self._model,
                    messages=cast(
                        "list[ChatCompletionMessageParam]",
                        [_message(message) for message in messages],
                    ),
                    tools=shown or openai.omit,
                    stream=True,
                    stream_options={"include_usage": True},
                    extra_body=self._params or None,
                )

        return await guarded(self._name, create())

    async def _next(
        self, stream: AsyncIterator[object], reply: _Reply, first_by_s: float
    ) -> object | None:
        """Return the next chunk, ``None`` at the end, or when only the tail is late."""

        async def one() -> object | None:
            with trio.fail_at(self._next_by_s(reply, first_by_s)):
                return await anext(stream, None)

        try:
            return await guarded(self._name, one(), begun=reply.chunks > 0)
        except EngineError:
            if reply.finish:
                return None
            raise


def _message(message: Message) -> dict[str, object]:
    if message.role == "tool":
        return {
            "role": "tool",
            "content": message.text,
            "tool_call_id": message.tool_call_id,
        }
    shown: dict[str, object] = {"role": message.role, "content": message.text}
    if message.tool_calls:
        shown["content"] = message.text or None
        shown["tool_calls"] = [_call(call) for call in message.tool_calls]
    return shown


def _call(call: ToolCall) -> dict[str, object]:
    """Show a call again; some servers parse the arguments and fail on half of a JSON."""
    try:
        whole = isinstance(json.loads(call.arguments), dict)
    except (ValueError, RecursionError):
        whole = False
    function = {"name": call.name, "arguments": call.arguments if whole else "{}"}
    return {"id": call.id, "type": "function", "function": function}


def _tool(spec: ToolSpec) -> dict[str, object]:
    function = {
        "name": spec.name,
        "description": spec.description,
        "parameters": dict(spec.parameters),
    }
    return {"type": "function", "function": function}


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else None
