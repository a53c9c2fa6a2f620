"""Keys, models and paths of the OpenAI stand-in."""

from __future__ import annotations

import openai
import pytest

from chaos.standins.openai.server import openai_standin
from chaos.standins.trouble import Trouble
from tests.chaos.standins.openai.client import THEIR_GENERATORS, chat, open_client

pytestmark = [pytest.mark.integration, THEIR_GENERATORS]


async def test_the_models_are_listed(standin, client):
    names = {model.id async for model in client.models.list()}
    assert {"gpt-transcribe", "tts-1", "gpt-6-luna"} <= names
    standin.trouble = Trouble("forbidden")
    with pytest.raises(openai.PermissionDeniedError):
        await client.models.list()


async def test_a_wrong_key_is_refused_everywhere():
    with openai_standin(key="sk-right") as standin:
        async with open_client(standin, key="sk-right") as client:
            assert await chat(client)
        async with open_client(standin, key="sk-wrong") as client:
            with pytest.raises(openai.AuthenticationError) as caught:
                await chat(client, messages=[{"role": "user", "content": "a" * 10**6}])
            with pytest.raises(openai.AuthenticationError):
                await client.models.list()
    assert caught.value.code == "invalid_api_key"
    assert "sk-right" not in str(caught.value)


async def test_a_connection_goes_on_after_a_refusal(standin, client):
    for _ in range(3):
        with pytest.raises(openai.NotFoundError):
            await client.post("/nothing", body={"a": 1}, cast_to=object)
    assert await chat(client)


async def test_other_paths_and_methods_are_errors_in_its_shape(client):
    with pytest.raises(openai.NotFoundError) as caught:
        await client.get("/nothing", cast_to=object)
    assert caught.value.type == "invalid_request_error"
    with pytest.raises(openai.APIStatusError):
        await client.delete("/models", cast_to=object)
