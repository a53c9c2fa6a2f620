"""A request to a model in one form, so that the same question has the same key. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from callcore.engines.chat import Message, ToolSpec
from callcore.shared.ids import Language

_UUID: Final = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_TIME: Final = re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?")
_SHORT: Final = 16  # hex digits of a digest that only tells neighbours apart


@dataclass(frozen=True, slots=True)
class Asked:
    """Who is asked with what, besides the conversation itself."""

    provider: str
    model: str
    params: Mapping[str, Any]
    prompt_version: str
    trial: int


@dataclass(frozen=True, slots=True)
class Request:
    """One canonical request.

    ``key`` names all of it. ``talk`` leaves prompt and tools out: a request whose talk is
    known under another key was recorded with another prompt or other tools, so it is stale.
    """

    key: str
    talk: str
    prompt_sha: str
    tools_sha: str
    lines: tuple[str, ...]  # the conversation, one normalised message a line


def request_of(
    asked: Asked,
    messages: Sequence[Message],
    tools: Sequence[ToolSpec],
    language: Language,
) -> Request:
    """Return the canonical form of a request."""
    system = messages[0].text if messages and messages[0].role == "system" else ""
    rest = messages[1:] if system else messages
    lines = normalised(rest)
    about = {
        "provider": asked.provider,
        "model": asked.model,
        "params": dict(asked.params),
        "language": language,
        "trial": asked.trial,
        "messages": lines,
    }
    prompt_sha, tools_sha = digest(system), digest(_tools(tools))
    key = {
        **about,
        "prompt_version": asked.prompt_version,
        "prompt": prompt_sha,
        "tools": tools_sha,
    }
    return Request(
        key=digest(key),
        talk=digest(about)[:_SHORT],
        prompt_sha=prompt_sha,
        tools_sha=tools_sha,
        lines=tuple(lines),
    )


def normalised(messages: Sequence[Message]) -> list[str]:
    """Return the messages as lines, with ids, times and white space made equal."""
    ids: dict[str, str] = {}
    for message in messages:
        for call in message.tool_calls:
            ids.setdefault(call.id, f"c{len(ids) + 1}")
    return [_line(message, ids) for message in messages]


def digest(value: object) -> str:
    """Return the SHA-256 of a value in canonical JSON, in hex."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line(message: Message, ids: Mapping[str, str]) -> str:
    calls = "".join(
        f" {ids[call.id]}:{call.name}({_plain(call.arguments)})"
        for call in message.tool_calls
    )
    answers = ids.get(message.tool_call_id, "?") if message.tool_call_id else ""
    return f"{message.role}{answers}: {_plain(message.text)}{calls}"


def _plain(text: str) -> str:
    return " ".join(_TIME.sub("<time>", _UUID.sub("<id>", text)).split())


def _tools(tools: Sequence[ToolSpec]) -> list[object]:
    return [[tool.name, tool.description, dict(tool.parameters)] for tool in tools]
