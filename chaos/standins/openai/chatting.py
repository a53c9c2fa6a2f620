"""POST /v1/chat/completions: text, tool calls and usage, in chunks or whole.

What is said comes from the house's replies; a scripted reply may misbehave by itself
(tests/kit/llmserver.py says how), the house's trouble strikes on top of that.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncGenerator, Mapping
from itertools import takewhile
from typing import Final

import trio
from quart import Response

from chaos.standins.openai.house import CHATTERS, House
from chaos.standins.openai.refusal import JSON, Refusal
from chaos.standins.openai.speaking import json_body, text_field
from chaos.standins.openai.suffering import PAGE, Fate, attend, streaming
from chaos.standins.seen import Seen
from chaos.standins.trouble import Trouble
from tests.kit.llmserver import Reply

Chunk = dict[str, object]
HUGE_CHARS: Final = 100_000
CHARS_PER_TOKEN: Final = 4
CACHE_FROM_TOKENS: Final = 1024  # shorter prompts are not cached
CACHE_STEP_TOKENS: Final = 128
_numbers = itertools.count(1)


class Chat:
    """The method."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def answer(self) -> Response:
        """Answer one request."""
        seen = self._house.seen.begin("chat.completions")
        return await attend(seen, lambda: self._answer(seen))

    async def _answer(self, seen: Seen) -> Response:
        body = await json_body()
        seen.body = body
        seen.model = text_field(body, "model")
        self._house.check_model(seen.model, CHATTERS)
        if not isinstance(body.get("messages"), list) or not body["messages"]:
            raise Refusal(400, "Missing required parameter: 'messages'.")
        stream = body.get("stream") is True
        mishaps = self._house.mishaps
        fate = Fate(mishaps.stream() if stream else mishaps.request(), seen)
        await fate.begin()
        reply = await self._house.replies(body)
        await trio.sleep(reply.delay_s)
        if reply.status != 200:
            raise Refusal(reply.status, "scripted", kind="scripted")
        prompt = json.dumps([body["messages"], body.get("tools")], ensure_ascii=False)
        usage = self._usage(prompt, reply)
        if stream:
            usage_wanted = _usage_wanted(body)
            chunks = _chunks(reply, seen.model, usage if usage_wanted else None)
            return streaming(seen, _events(chunks, reply, fate), "text/event-stream")
        trouble = await fate.meet()
        return Response(
            spoilt(trouble, b"", seen) or json.dumps(_whole(reply, seen.model, usage)),
            content_type=JSON,
        )

    def _usage(self, prompt: str, reply: Reply) -> dict[str, object]:
        pairs = zip(prompt, self._house.last_prompt, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        self._house.last_prompt = prompt
        asked = len(prompt) // CHARS_PER_TOKEN + 1
        cached = same // CHARS_PER_TOKEN // CACHE_STEP_TOKENS * CACHE_STEP_TOKENS
        called = sum(len(name) + len(text) for name, text in reply.tool_calls)
        said = (len(reply.text) + called) // CHARS_PER_TOKEN + 1
        return {
            "prompt_tokens": asked,
            "completion_tokens": said,
            "total_tokens": asked + said,
            "prompt_tokens_details": {
                "cached_tokens": cached if asked >= CACHE_FROM_TOKENS else 0,
                "audio_tokens": 0,
            },
        }


def _usage_wanted(body: Mapping[str, object]) -> bool:
    options = body.get("stream_options")
    return isinstance(options, dict) and options.get("include_usage") is True


async def _events(
    lines: list[bytes], reply: Reply, fate: Fate
) -> AsyncGenerator[bytes, None]:
    """Send the lines; those of text and tools are answers that trouble may strike."""
    for number, line in enumerate(lines):
        if number == reply.hang_after:
            await trio.sleep_forever()
        if number == reply.reset_after:
            await fate.tear()
        if not _is_answer(line):
            yield line
            continue
        try:
            trouble = await fate.meet()
        except Refusal as refusal:
            yield _line(refusal.body)
            return
        yield spoilt(trouble, line, fate.seen) or line
        await trio.sleep(reply.gap_s)


def _is_answer(line: bytes) -> bool:
    return b'"content": "' in line or b'"tool_calls": [' in line


def _chunks(reply: Reply, model: str, usage: dict[str, object] | None) -> list[bytes]:
    if reply.raw:
        return [f"{line}\n\n".encode() for line in reply.raw]
    deltas: list[Chunk] = [
        {"content": part} for part in _parts(reply.text, reply.piece)
    ]
    for index, (name, arguments) in enumerate(reply.tool_calls):
        deltas += _call(index, name, arguments, reply.piece)
    if deltas:  # the role comes with the first of them
        deltas[0] = {"role": "assistant", **deltas[0]}
    chunks = [_chunk(model, delta) for delta in deltas]
    chunks.append(_chunk(model, {}, _finish(reply)))
    if usage:
        chunks.append({**_chunk(model, {}), "choices": [], "usage": usage})
    lines = [_line(chunk) for chunk in chunks]
    return [*lines, b"data: [DONE]\n\n"] if reply.done else lines


def _call(index: int, name: str, arguments: str, piece: int) -> list[Chunk]:
    head = {
        "index": index,
        "id": f"call_{next(_numbers)}_{name}",
        "type": "function",
        "function": {"name": name, "arguments": ""},
    }
    rest = [
        {"index": index, "function": {"arguments": part}}
        for part in _parts(arguments, piece)
    ]
    return [{"tool_calls": [fragment]} for fragment in (head, *rest)]


def _whole(reply: Reply, model: str, usage: dict[str, object]) -> Chunk:
    message: Chunk = {"role": "assistant", "content": reply.text or None}
    if reply.tool_calls:
        message["tool_calls"] = [
            {
                "id": f"call_{next(_numbers)}_{name}",
                "type": "function",
                "function": {"name": name, "arguments": arguments},
            }
            for name, arguments in reply.tool_calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": _finish(reply)}
    head = _chunk(model, {})
    return {**head, "object": "chat.completion", "choices": [choice], "usage": usage}


def _chunk(model: str, delta: Chunk, finish: str | None = None) -> Chunk:
    return {
        "id": "chatcmpl-standin",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": model,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _finish(reply: Reply) -> str:
    return reply.finish or ("tool_calls" if reply.tool_calls else "stop")


def _line(chunk: Mapping[str, object]) -> bytes:
    return f"data: {json.dumps(chunk)}\n\n".encode()


def _parts(text: str, piece: int) -> list[str]:
    return [text[at : at + piece] for at in range(0, len(text), piece)]


_HALF_CALL: Final = {"index": 0, "id": None, "function": {"arguments": '{"quantity": '}}
_GARBAGE: Final[tuple[Chunk, ...]] = (
    _chunk("m", {"tool_calls": [_HALF_CALL]}),
    {"choices": None},
    {"choices": [{"delta": [], "finish_reason": 7}]},
    _chunk("m", {"content": {"text": "a"}, "tool_calls": {"index": "x"}}),
    {},
    {"choices": [], "usage": {"prompt_tokens": -5, "completion_tokens": "many"}},
)


def spoilt(trouble: Trouble, line: bytes, seen: Seen) -> bytes | None:
    """Return what is sent instead of ``line``; None if it is well."""
    number = seen.answers - 1
    if trouble.kind == "huge":
        return _line(_chunk("m", {"content": "a" * HUGE_CHARS}))
    if trouble.kind == "rubbish":
        torn = b'data: {"choices": [{"delta": {"content": "\xff\xfe\xd0"}}]}\n\n'
        return b"data: " + PAGE + b"\n\n" if number % 2 else torn
    if trouble.kind == "garbage":
        return _line(_GARBAGE[number % len(_GARBAGE)])
    return None
