"""A model at a real HTTP server that replies from a script."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import trio

from callcore.engines.chat import Delta, Message, TextDelta, ToolSpec
from callcore.engines.llm.openai import OpenAIModel
from callcore.engines.vendors.openai import StreamDeadlines, open_openai
from callcore.shared.costs.usage import Usage, unbilled
from tests.kit.llmserver import ModelServer, Reply

HELLO = [Message("system", "Be brief."), Message("user", "Hello?")]
SEARCH = ToolSpec("search", "Find.", {"type": "object", "properties": {}})
FAST = StreamDeadlines(first_s=0.5, gap_s=0.5, tail_s=0.2)
PATIENT = StreamDeadlines(first_s=30, gap_s=30, tail_s=30)


@asynccontextmanager
async def talking(
    script: Iterable[Reply],
    deadlines: StreamDeadlines = PATIENT,
    spend: Callable[[Usage], None] = unbilled,
) -> AsyncIterator[tuple[OpenAIModel, ModelServer]]:
    server = ModelServer(script)
    with trio.fail_after(60):
        async with trio.open_nursery() as nursery:
            port = await nursery.start(server.serve)
            url = f"http://127.0.0.1:{port}/v1"
            async with open_openai(url, key="key") as client:
                model = OpenAIModel(
                    client, "scripted", spend=spend, deadlines=deadlines
                )
                yield model, server
            nursery.cancel_scope.cancel()


async def all_of(model: OpenAIModel, messages: list[Message] = HELLO) -> list[Delta]:
    async with model.reply(messages, [SEARCH], "en") as deltas:
        return [delta async for delta in deltas]


async def collect(model: OpenAIModel, into: list[Delta]) -> None:
    async with model.reply(HELLO, [], "en") as deltas:
        async for delta in deltas:
            into.append(delta)  # noqa: PERF401 - what came before a failure counts


def text_of(deltas: list[Delta]) -> str:
    return "".join(delta.text for delta in deltas if isinstance(delta, TextDelta))
