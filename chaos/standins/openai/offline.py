"""The project's own offline agent behind OpenAI's format: a head without a model.

Messages and tools are translated back into ours; the language is that of the system
prompt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import trio

from callcore.engines.chat import Message, TextDelta, ToolCall, ToolSpec
from callcore.engines.host.thread import WorkThread
from callcore.engines.llm.offline.agent import OfflineAgent
from callcore.engines.llm.offline.catalogue import CatalogueEntry
from callcore.engines.nlu import NativeSimilarity
from callcore.shared.ids import Language
from chaos.standins.native import likeliest
from chaos.standins.openai.refusal import Refusal
from tests.kit.llmserver import Reply

_ROLES = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
}


class ThreadSimilarity:
    """A :class:`~callcore.engines.ports.Similarity` that works on its own thread."""

    def __init__(self) -> None:
        """Load it (0.1 s). Raises ModelError."""
        self._model = NativeSimilarity()
        self._thread = WorkThread("similarity")

    async def similarity(self, text: str, examples: Sequence[str]) -> list[float]:
        """Return cosine similarity of ``text`` to each of ``examples``."""
        return await self._thread.run(lambda: self._model.similarity(text, examples))


@dataclass
class OfflineReplies:
    """Replies with the offline agent; ``catalogue`` is what the shop sells."""

    similarity: ThreadSimilarity | None = None
    catalogue: Sequence[CatalogueEntry] = ()
    _agent: OfflineAgent = field(init=False)

    def __post_init__(self) -> None:
        self._agent = OfflineAgent(self.similarity, lambda: self.catalogue)

    async def __call__(self, body: Mapping[str, object]) -> Reply:
        """Return the whole reply: it takes some ms, there is nothing to wait for."""
        messages = read_messages(body.get("messages"))
        tools = read_tools(body.get("tools"))
        text = ""
        calls: list[tuple[str, str]] = []
        async with self._agent.reply(
            messages, tools, language_of_prompt(messages)
        ) as deltas:
            async for delta in deltas:
                if isinstance(delta, TextDelta):
                    text += delta.text
                elif isinstance(delta, ToolCall):
                    calls.append((delta.name, delta.arguments))
        await trio.lowlevel.checkpoint()
        return Reply(text, tuple(calls))


def language_of_prompt(messages: Sequence[Message]) -> Language:
    """Return the language of the system prompt; without one that of the first words."""
    spoken = [
        one.text for one in messages if one.role in {"system", "user"} and one.text
    ]
    return likeliest(spoken[0]) if spoken else "en"


def read_messages(given: object) -> list[Message]:
    """Return the history; raises :exc:`Refusal` if it is none."""
    if not isinstance(given, list):
        raise _unreadable("messages")
    return [_message(one) for one in given]


def read_tools(given: object) -> list[ToolSpec]:
    """Return the tools; raises :exc:`Refusal` if they are none."""
    if given is None:
        return []
    if not isinstance(given, list):
        raise _unreadable("tools")
    return [_tool(one) for one in given]


def _message(given: object) -> Message:
    if not isinstance(given, dict):
        raise _unreadable("messages")
    match _ROLES.get(str(given.get("role"))):
        case "system":
            return Message("system", _text(given.get("content")))
        case "user":
            return Message("user", _text(given.get("content")))
        case "tool":
            call_id = str(given.get("tool_call_id", ""))
            return Message("tool", _text(given.get("content")), tool_call_id=call_id)
        case "assistant":
            calls = tuple(_call(one) for one in given.get("tool_calls") or ())
            return Message("assistant", _text(given.get("content")), calls)
        case _:
            raise _unreadable("messages")


def _text(content: object) -> str:
    """Return a content, which may be text, parts of text, or nothing."""
    if isinstance(content, list):
        return "".join(
            str(one.get("text", "")) for one in content if isinstance(one, dict)
        )
    return content if isinstance(content, str) else ""


def _call(given: object) -> ToolCall:
    function = given.get("function") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(function, dict):
        raise _unreadable("tool_calls")
    name, arguments = function.get("name"), function.get("arguments")
    return ToolCall(str(given.get("id", "")), str(name), str(arguments))


def _tool(given: object) -> ToolSpec:
    function = given.get("function") if isinstance(given, dict) else None
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise _unreadable("tools")
    parameters = function.get("parameters")
    return ToolSpec(
        function["name"],
        str(function.get("description", "")),
        parameters if isinstance(parameters, dict) else {},
    )


def _unreadable(what: str) -> Refusal:
    return Refusal(400, f"Invalid value for '{what}'.", "invalid_value")
