"""Connections that all calls of a worker share: the engine process, and the vendors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callcore.engines.host.client import EngineClient
from callcore.shared.settings import Config

if TYPE_CHECKING:  # each costs 0.3 to 0.7 s and 20 MB, which the offline default saves
    from openai import AsyncOpenAI

    from callcore.engines.vendors.google import GoogleCloud


@dataclass(frozen=True, slots=True)
class Vendors:
    """What is open; ``None`` where the configuration names nobody of that kind."""

    client: EngineClient
    google: GoogleCloud | None = None
    openai_stt: AsyncOpenAI | None = None
    openai_tts: AsyncOpenAI | None = None
    openai_llm: AsyncOpenAI | None = None


@asynccontextmanager
async def open_vendors(config: Config) -> AsyncIterator[Vendors]:
    """Open what the configuration names, and close it at the end.

    Raises ``OfferError`` with a sentence if that is impossible from the start (no
    credentials). Nobody is asked anything yet.
    """
    stt = {*config.stt, config.stt_candidate}
    async with AsyncExitStack() as stack:
        yield Vendors(
            client=EngineClient(config.engines_socket),
            google=await _google(config, stack, wanted="google" in {*stt, *config.tts}),
            openai_stt=await _openai(
                stack, config.stt_url, config.stt_key, wanted="openai" in stt
            ),
            openai_tts=await _openai(
                stack, config.tts_url, config.tts_key, wanted="openai" in config.tts
            ),
            openai_llm=await _openai(
                stack, config.llm_url, config.llm_key, wanted="openai" in config.llm
            ),
        )


async def _google(
    config: Config, stack: AsyncExitStack, *, wanted: bool
) -> GoogleCloud | None:
    if not wanted:
        return None
    from callcore.engines.vendors.google import GoogleAccount, open_google

    account = GoogleAccount(
        project=config.google_project,
        region=config.google_region,
        credentials=config.google_credentials,
        endpoint=config.google_endpoint,
    )
    return await stack.enter_async_context(open_google(account))


async def _openai(
    stack: AsyncExitStack, url: str, key: str, *, wanted: bool
) -> AsyncOpenAI | None:
    if not wanted:
        return None
    from callcore.engines.vendors.openai import open_openai

    return await stack.enter_async_context(open_openai(url, key=key))
