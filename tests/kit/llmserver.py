"""A model server that speaks OpenAI's streaming chat format, from a script.

In a test: ``port = await nursery.start(ModelServer([Reply(text="Hi.")]).serve)``.
As a process: ``python -m tests.kit.llmserver --port 0 --script FILE``, where the file is
a JSON list of replies; one ready line on stdout names the real port.
"""

from __future__ import annotations

import argparse
import json
import signal
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import trio
from quart import Response, request
from quart_trio import QuartTrio

from chaos.store.serving import bind, serve_app


@dataclass(frozen=True)
class Reply:
    """One scripted answer.

    ``tool_calls`` are pairs (name, arguments text). Text and arguments are sent ``piece``
    characters a chunk, ``gap_s`` apart. ``hang_after`` and ``reset_after`` count chunks.
    ``raw`` lines are sent as they are, instead of everything else.
    """

    text: str = ""
    tool_calls: tuple[tuple[str, str], ...] = ()
    status: int = 200
    delay_s: float = 0.0
    gap_s: float = 0.0
    piece: int = 8
    hang_after: int | None = None
    reset_after: int | None = None
    raw: tuple[str, ...] = ()
    finish: str | None = None
    done: bool = True


Answering = Callable[[Mapping[str, Any]], Reply]


class ModelServer:
    """Answers requests with the script's replies; the last one is repeated for ever.

    Instead of a script a function may choose the reply to each request.
    """

    def __init__(self, script: Iterable[Reply] | Answering) -> None:
        self._answer = script if callable(script) else self._scripted
        self.script = deque(() if callable(script) else script)
        self.requests: list[dict[str, object]] = []
        self.streams_open = 0  #: streams whose client has not gone away
        self._hung_up = trio.Event()

    async def serve(
        self,
        port: int = 0,
        wait_shutdown: Callable[[], Awaitable[None]] = trio.sleep_forever,
        *,
        task_status: trio.TaskStatus[int] = trio.TASK_STATUS_IGNORED,
    ) -> None:
        """Serve until cancelled or ``wait_shutdown`` returns."""
        app = QuartTrio("llmserver")
        app.add_url_rule("/v1/chat/completions", "chat", self._chat, methods=["POST"])
        await serve_app(app, bind(port), wait_shutdown, task_status=task_status)

    async def wait_hung_up(self) -> None:
        """Return once a stream has ended, by itself or because its client left."""
        await self._hung_up.wait()
        self._hung_up = trio.Event()

    def _scripted(self, _asked: Mapping[str, Any]) -> Reply:
        return self.script.popleft() if len(self.script) > 1 else self.script[0]

    async def _chat(self) -> Response:
        asked = await request.get_json(force=True)
        self.requests.append(asked)
        reply = self._answer(asked)
        await trio.sleep(reply.delay_s)
        if reply.status != 200:
            body = json.dumps({"error": {"message": "scripted", "type": "scripted"}})
            return Response(body, reply.status, content_type="application/json")
        response = Response(self._stream(reply), content_type="text/event-stream")
        response.timeout = None
        return response

    async def _stream(self, reply: Reply) -> AsyncIterator[bytes]:
        self.streams_open += 1
        try:
            for number, line in enumerate(_lines(reply)):
                if number == reply.hang_after:
                    await trio.sleep_forever()
                if number == reply.reset_after:
                    raise ConnectionResetError("scripted")
                yield f"{line}\n\n".encode()
                await trio.sleep(reply.gap_s)
        finally:
            self.streams_open -= 1
            self._hung_up.set()


def _lines(reply: Reply) -> list[str]:
    if reply.raw:
        return list(reply.raw)
    chunks = [_chunk({"role": "assistant", "content": ""})]
    chunks += [_chunk({"content": part}) for part in _parts(reply.text, reply.piece)]
    for index, (name, arguments) in enumerate(reply.tool_calls):
        chunks += _call_chunks(index, name, arguments, reply.piece)
    finish = reply.finish or ("tool_calls" if reply.tool_calls else "stop")
    chunks.append(_chunk({}, finish))
    usage = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    chunks.append({**_chunk({}), "choices": [], "usage": usage})
    lines = [f"data: {json.dumps(chunk)}" for chunk in chunks]
    return [*lines, "data: [DONE]"] if reply.done else lines


def _call_chunks(
    index: int, name: str, arguments: str, piece: int
) -> list[dict[str, object]]:
    head = {
        "index": index,
        "id": f"call_{index}_{name}",
        "type": "function",
        "function": {"name": name, "arguments": ""},
    }
    parts = [
        {"index": index, "function": {"arguments": part}}
        for part in _parts(arguments, piece)
    ]
    return [_chunk({"tool_calls": [fragment]}) for fragment in (head, *parts)]


def _chunk(delta: dict[str, object], finish: str | None = None) -> dict[str, object]:
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "scripted",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


def _parts(text: str, piece: int) -> list[str]:
    return [text[at : at + piece] for at in range(0, len(text), piece)]


@dataclass
class _Options:
    port: int = 0
    script: list[Reply] = field(default_factory=list)


def _read_options() -> _Options:
    parser = argparse.ArgumentParser(prog="tests.kit.llmserver")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", type=Path, required=True)
    arguments = parser.parse_args()
    replies = []
    for raw in json.loads(arguments.script.read_text(encoding="utf-8")):
        raw["tool_calls"] = tuple(map(tuple, raw.get("tool_calls", ())))
        raw["raw"] = tuple(raw.get("raw", ()))
        replies.append(Reply(**raw))
    return _Options(arguments.port, replies)


async def _main(options: _Options) -> None:
    server = ModelServer(options.script)
    with trio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:

        async def wait_signal() -> None:
            await anext(signals)

        async with trio.open_nursery() as nursery:
            serve = partial(server.serve, options.port, wait_signal)
            port = await nursery.start(serve)
            print(json.dumps({"ready": True, "port": port}), flush=True)  # noqa: T201


if __name__ == "__main__":
    trio.run(_main, _read_options())
