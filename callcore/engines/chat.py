"""The conversation as a language model sees it: messages, tools, deltas.

Plain values, so that a history can be stored, replayed and compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A model asks for a tool; ``arguments`` is the JSON text as the model wrote it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the history.

    ``assistant``: ``text`` as it was *heard*, and the tool calls it made.
    ``tool``: the JSON result of ``tool_call_id``.
    """

    role: Role
    text: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as it is shown to a model; ``parameters`` is a JSON schema object."""

    name: str
    description: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextDelta:
    """Some more text of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The reply is complete; token counts are 0 where the engine has none."""

    reason: str = "stop"
    tokens_in: int = 0
    tokens_out: int = 0


Delta = TextDelta | ToolCall | Finished
