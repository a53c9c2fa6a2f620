"""The service under test: opened as the daemon opens it, and asked first what it is."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import trio

from callcore.app.offering import billed_to
from callcore.engines.errors import EngineError
from callcore.engines.llm.openai import OpenAIModel
from callcore.engines.vendors.openai import guarded, open_openai, text_untrusted
from callcore.shared.costs.providers import provider_of
from callcore.shared.costs.usage import Spend
from callcore.shared.settings import Config

if TYPE_CHECKING:
    from openai import AsyncOpenAI

PROBE_S: Final = 30.0  # a model that is loaded on demand takes its time once
STANDIN_ID: Final = "chatcmpl-standin"  # chaos/standins/openai says so in every answer


class ServiceError(Exception):
    """There is nothing to run against; the text is one sentence."""


@dataclass(frozen=True, slots=True)
class Service:
    """A model behind an OpenAI-compatible address."""

    client: AsyncOpenAI
    config: Config
    stand_in: bool

    @property
    def provider(self) -> str:
        """Return who runs it, as the price table calls him."""
        return provider_of(self.config.llm_url)

    def model(self, spend: Spend, name: str = "") -> OpenAIModel:
        """Return the model (or another one of the same service) for one trial."""
        return OpenAIModel(
            self.client,
            name or self.config.llm_model,
            spend=billed_to(self.provider, spend),
            params=self.config.llm_params,
        )


@asynccontextmanager
async def open_service(config: Config) -> AsyncIterator[Service]:
    """Open the connections; raises :exc:`ServiceError` if there is nobody to talk to."""
    if not (config.llm_url and config.llm_model):
        raise ServiceError(
            "Set CALLCORE_LLM_URL and CALLCORE_LLM_MODEL, and CALLCORE_LLM_KEY if the "
            "service asks for one, to the model that is to be tried."
        )
    async with open_openai(config.llm_url, key=config.llm_key) as client:
        try:
            stand_in = await _is_stand_in(client, config.llm_model)
        except EngineError as error:
            raise ServiceError(
                f"The service at CALLCORE_LLM_URL does not answer: {error.reason}."
            ) from None
        yield Service(client, config, stand_in)


async def _is_stand_in(client: AsyncOpenAI, model: str) -> bool:
    """Ask for one word; our stand-in names itself in the id of its answer."""

    async def ask() -> object:
        with trio.fail_after(PROBE_S):
            return await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "Say yes."}]
            )

    answer = await guarded("openai", ask())
    return text_untrusted(getattr(answer, "id", None)) == STANDIN_ID
